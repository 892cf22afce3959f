package io.sealwright.server.aws.policy;

import io.sealwright.server.aws.AwsOperation;
import java.util.List;
import java.util.Locale;

/**
 * Which actions a statement is about.
 *
 * @param patterns in small letters, without the service
 * @param others whether it is about all others
 */
record Actions(List<String> patterns, boolean others) {
    private static final String SERVICE = AwsOperation.SERVICE + ":";
    private static final String ALL = "*";

    Actions {
        patterns = List.copyOf(patterns);
    }

    /**
     * @throws IllegalArgumentException for one that is about nothing that is done to a secret
     */
    static Actions of(List<String> texts, boolean others) {
        return new Actions(texts.stream().map(Actions::pattern).toList(), others);
    }

    private static String pattern(String text) {
        String folded = text.toLowerCase(Locale.ROOT);
        String pattern = folded.startsWith(SERVICE) ? folded.substring(SERVICE.length()) : folded;
        boolean named = folded.startsWith(SERVICE) || folded.equals(ALL);
        if (!named || AwsOperation.onSecrets().stream().noneMatch(name -> is(pattern, name))) {
            throw new IllegalArgumentException(
                    "the action "
                            + Quote.of(text)
                            + " is none that is done to one secret, such as"
                            + " secretsmanager:GetSecretValue");
        }
        return pattern;
    }

    private static boolean is(String pattern, String action) {
        return Wildcards.matches(pattern, action.toLowerCase(Locale.ROOT));
    }

    boolean have(String action) {
        return patterns.stream().anyMatch(pattern -> is(pattern, action)) != others;
    }
}
