package io.sealwright.server.aws;

import java.util.regex.Pattern;

/**
 * How a request names a role: {@code arn:aws:iam::ACCOUNT:role/NAME}, in which a path before the
 * name says nothing here.
 *
 * @param account 12 digits; empty if it is no such ARN
 * @param name empty if it is no such ARN
 */
public record RoleArn(String account, String name) {
    private static final RoleArn NONE = new RoleArn("", "");
    private static final int MAX = 2_048;
    private static final int PARTS = 6;
    private static final String ROLE = "role/";
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_+=,.@-]{1,64}");

    /** Never fails. */
    public static RoleArn of(String text) {
        if (text.length() > MAX) {
            return NONE;
        }
        String[] parts = text.split(":", PARTS);
        if (parts.length < PARTS
                || !parts[0].equals("arn")
                || !parts[2].equals("iam")
                || !ACCOUNT.matcher(parts[4]).matches()
                || !parts[5].startsWith(ROLE)) {
            return NONE;
        }
        String name = parts[5].substring(parts[5].lastIndexOf('/') + 1);
        boolean dots = name.equals(".") || name.equals("..");
        return NAME.matcher(name).matches() && !dots ? new RoleArn(parts[4], name) : NONE;
    }
}
