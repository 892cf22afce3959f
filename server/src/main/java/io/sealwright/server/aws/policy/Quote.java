package io.sealwright.server.aws.policy;

/** A part of a policy as a message repeats it. */
final class Quote {
    private static final int MAX = 128;

    private Quote() {}

    static String of(String text) {
        String printable = text.replaceAll("[^ -~]", "?");
        return '"'
                + (printable.length() > MAX ? printable.substring(0, MAX) + "..." : printable)
                + '"';
    }
}
