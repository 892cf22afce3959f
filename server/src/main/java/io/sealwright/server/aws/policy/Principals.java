package io.sealwright.server.aws.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom a statement names.
 *
 * @param everyone {@code *}
 * @param accounts 12 digits each
 * @param arns of users, roles and sessions of roles
 */
record Principals(boolean everyone, Set<String> accounts, Set<String> arns) {
    private static final String NAME = "[A-Za-z0-9_+=,.@-]{1,256}";
    private static final Pattern ACCOUNT =
            Pattern.compile("(?:arn:aws:iam::)?([0-9]{12})(?::root)?");
    private static final Pattern ROLE = Pattern.compile("arn:aws:iam::[0-9]{12}:role/" + NAME);
    private static final Pattern SESSION =
            Pattern.compile("arn:aws:sts::[0-9]{12}:assumed-role/" + NAME + "/" + NAME);
    // Access keys have names in small letters alone: another one would never be met.
    private static final Pattern USER =
            Pattern.compile("arn:aws:iam::[0-9]{12}:user/[a-z0-9_.-]{1,256}");

    Principals {
        accounts = Set.copyOf(accounts);
        arns = Set.copyOf(arns);
    }

    /**
     * @throws IllegalArgumentException with what is wrong
     */
    static Principals of(List<String> texts) {
        boolean everyone = false;
        Set<String> accounts = new HashSet<>();
        Set<String> arns = new HashSet<>();
        for (String text : texts) {
            Matcher account = ACCOUNT.matcher(text);
            if (text.equals("*")) {
                everyone = true;
            } else if (account.matches() && text.startsWith("arn:") == text.endsWith(":root")) {
                accounts.add(account.group(1));
            } else if (isArn(text)) {
                arns.add(text);
            } else {
                throw new IllegalArgumentException(
                        Quote.of(text)
                                + " is no principal that can call this server: *, an account or its"
                                + " root, arn:aws:iam::ACCOUNT:user/name in small letters,"
                                + " arn:aws:iam::ACCOUNT:role/NAME, or"
                                + " arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION");
            }
        }
        return new Principals(everyone, accounts, arns);
    }

    private static boolean isArn(String text) {
        return USER.matcher(text).matches()
                || ROLE.matcher(text).matches()
                || SESSION.matcher(text).matches();
    }

    /** Whether the caller is named itself: leave for an account is leave for its policies. */
    boolean name(AwsCaller caller) {
        return everyone || caller.arns().stream().anyMatch(arns::contains);
    }

    /** Whether the caller is named, be it by its account. */
    boolean reach(AwsCaller caller) {
        return name(caller) || accounts.contains(caller.account());
    }

    /** Whether all that the caller is is named, as AWS asks of an exception. */
    boolean nameWholly(AwsCaller caller) {
        return everyone || (accounts.contains(caller.account()) && arns.containsAll(caller.arns()));
    }
}
