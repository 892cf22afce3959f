package io.sealwright.server.engine.kv;

import io.sealwright.server.aws.AwsErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One filter of ListSecrets: any of its values, each of which {@code !} in front turns round.
 *
 * @param key one of AWS's
 */
record AwsFilter(Key key, List<String> values) {
    private static final int MAX_FILTERS = 10;
    private static final int MAX_VALUES = 10;
    private static final int MAX_VALUE = 512;
    private static final int MAX_KEY = 64;

    /** What a filter looks at. */
    enum Key {
        NAME,
        DESCRIPTION,
        TAG_KEY,
        TAG_VALUE,
        ALL
    }

    static List<AwsFilter> all(AwsParameters parameters) {
        List<AwsFilter> filters = new ArrayList<>();
        for (AwsParameters filter : parameters.objects("Filters", MAX_FILTERS)) {
            List<String> values = filter.texts("Values", MAX_VALUES, MAX_VALUE);
            if (values.isEmpty()) {
                throw AwsErrors.invalidParameter("A filter needs Values.");
            }
            filters.add(new AwsFilter(key(filter.required("Key", MAX_KEY)), values));
        }
        return filters;
    }

    private static Key key(String text) {
        return switch (text) {
            case "name" -> Key.NAME;
            case "description" -> Key.DESCRIPTION;
            case "tag-key" -> Key.TAG_KEY;
            case "tag-value" -> Key.TAG_VALUE;
            case "all" -> Key.ALL;
            default ->
                    throw AwsErrors.invalidParameter(
                            "This server filters by name, description, tag-key, tag-value and all.");
        };
    }

    boolean matches(AwsSecret secret) {
        return values.stream()
                .anyMatch(value ->
                        value.startsWith("!")
                                ? !holds(secret, value.substring(1))
                                : holds(secret, value));
    }

    private boolean holds(AwsSecret secret, String value) {
        SecretAbout about = secret.secret().about();
        return switch (key) {
            case NAME -> secret.name().startsWith(value);
            case DESCRIPTION -> folded(about.description()).startsWith(folded(value));
            case TAG_KEY -> about.tags().keySet().stream().anyMatch(key -> key.startsWith(value));
            case TAG_VALUE -> about.tags().values().stream().anyMatch(tag -> tag.startsWith(value));
            case ALL ->
                    Stream.of(folded(value).split("\\s+"))
                            .allMatch(word -> attributes(secret).anyMatch(text -> has(text, word)));
        };
    }

    private static Stream<String> attributes(AwsSecret secret) {
        SecretAbout about = secret.secret().about();
        return Stream.of(
                        Stream.of(secret.name(), about.description()),
                        about.tags().keySet().stream(),
                        about.tags().values().stream())
                .flatMap(texts -> texts);
    }

    private static boolean has(String text, String word) {
        return folded(text).contains(word);
    }

    private static String folded(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
