package io.sealwright.server.aws.policy;

/** Patterns in which {@code *} stands for any characters, or none, and {@code ?} for one. */
final class Wildcards {
    private static final int ARN_PARTS = 6;

    private Wildcards() {}

    static boolean has(String pattern) {
        return pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0;
    }

    /** Takes at most as many steps as the product of both lengths. */
    static boolean matches(String pattern, String text) {
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (in < text.length()) {
            // A star of the text is no star: the pattern's is looked at first.
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                resume = in;
            } else if (at < pattern.length() && isOne(pattern.charAt(at), text.charAt(in))) {
                at++;
                in++;
            } else if (star >= 0) {
                // The last star takes one more: an earlier one need never be tried again.
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }

    private static boolean isOne(char pattern, char text) {
        return pattern == '?' || pattern == text;
    }

    /** The same of an ARN: no star reaches over one of the first five colons. */
    static boolean matchesArn(String pattern, String arn) {
        String[] wanted = pattern.split(":", ARN_PARTS);
        String[] parts = arn.split(":", ARN_PARTS);
        if (wanted.length != parts.length) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            if (!matches(wanted[i], parts[i])) {
                return false;
            }
        }
        return true;
    }
}
