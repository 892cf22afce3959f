package io.sealwright.server.aws;

import java.util.regex.Pattern;

/**
 * How a request names a secret: by its name, its ARN, or its ARN without the suffix.
 *
 * @param name the path in the KV mount; empty if it can name no secret
 * @param suffix of an ARN; empty if it does not say one
 * @param region of an ARN; empty for a name
 * @param account of an ARN; empty for a name
 */
public record SecretId(String name, String suffix, String region, String account) {
    /** Longest name in characters. */
    public static final int MAX_NAME = 512;

    private static final int MAX_ID = 2_048;
    private static final int ARN_PARTS = 7;
    private static final int SUFFIX = 6;
    private static final String NONE = "";
    private static final String MARKS = "_+=.@!-";
    private static final Pattern RANDOM = Pattern.compile("[A-Za-z0-9]{6}");

    /** Never fails: what is no name has an empty one. */
    public static SecretId of(String text) {
        if (text.length() > MAX_ID) {
            return ofName(NONE);
        }
        if (!text.startsWith("arn:")) {
            return ofName(text);
        }
        String[] parts = text.split(":", ARN_PARTS);
        if (parts.length < ARN_PARTS
                || !parts[2].equals(AwsOperation.SERVICE)
                || !parts[5].equals("secret")) {
            return ofName(NONE);
        }
        String resource = parts[6];
        int dash = resource.length() - SUFFIX - 1;
        boolean whole =
                dash > 0 && resource.charAt(dash) == '-' && isSuffix(resource.substring(dash + 1));
        String name = whole ? resource.substring(0, dash) : resource;
        return new SecretId(
                known(name), whole ? resource.substring(dash + 1) : NONE, parts[3], parts[4]);
    }

    private static SecretId ofName(String name) {
        return new SecretId(known(name), NONE, NONE, NONE);
    }

    private static String known(String name) {
        return isName(name) ? name : NONE;
    }

    /**
     * Whether a secret can have the name: AWS's alphabet, and a path that leads somewhere, which
     * one with an empty segment or one of dots alone does not.
     */
    public static boolean isName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            return false;
        }
        int from = 0;
        for (int i = 0; i < name.length(); i++) {
            char one = name.charAt(i);
            if (one == '/') {
                if (!leads(name, from, i)) {
                    return false;
                }
                from = i + 1;
            } else if (!isLetterOrDigit(one) && MARKS.indexOf(one) < 0) {
                return false;
            }
        }
        return leads(name, from, name.length());
    }

    /** Whether a segment of a path is neither empty nor dots alone. */
    private static boolean leads(String name, int from, int end) {
        boolean dots =
                end - from == 1 && name.charAt(from) == '.'
                        || end - from == 2 && name.startsWith("..", from);
        return end > from && !dots;
    }

    private static boolean isLetterOrDigit(char one) {
        return one >= 'a' && one <= 'z' || one >= 'A' && one <= 'Z' || one >= '0' && one <= '9';
    }

    /**
     * Whether it can be the end of an ARN. None has small letters alone, so that the ARN of {@code
     * my-secret} without its suffix is not taken for that of {@code my}.
     */
    public static boolean isSuffix(String text) {
        return RANDOM.matcher(text).matches()
                && text.chars().anyMatch(c -> !Character.isLowerCase(c));
    }

    /** The ARN of a secret. */
    public static String arn(String region, String account, String name, String suffix) {
        return "arn:aws:secretsmanager:"
                + region
                + ":"
                + account
                + ":secret:"
                + name
                + "-"
                + suffix;
    }
}
