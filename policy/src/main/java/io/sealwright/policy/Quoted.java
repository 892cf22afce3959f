package io.sealwright.policy;

/** Names from a text, made safe for an error message. */
final class Quoted {
    private static final int LONGEST = 80;

    private Quoted() {}

    static String shorten(String name) {
        StringBuilder safe = new StringBuilder();
        name.codePoints()
                .limit(LONGEST)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .forEach(safe::appendCodePoint);
        return safe.length() < name.length() ? safe.append("...").toString() : safe.toString();
    }
}
