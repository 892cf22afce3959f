package io.sealwright.server.engine.kv;

import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.spi.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
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
    private static final Pattern VALUE = Pattern.compile("!?[a-zA-Z0-9 :_@/+=.!-]*");

    /** Where AWS ends a word: at what is neither letter nor digit, and between aB, a1 and 1a. */
    private static final Pattern WORDS =
            Pattern.compile(
                    "[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])");

    /** What a filter looks at. */
    enum Key {
        NAME,
        DESCRIPTION,
        TAG_KEY,
        TAG_VALUE,
        PRIMARY_REGION,
        OWNING_SERVICE,
        ALL
    }

    static List<AwsFilter> all(AwsParameters parameters) {
        List<AwsFilter> filters = new ArrayList<>();
        for (AwsParameters filter : parameters.objects("Filters", MAX_FILTERS)) {
            List<String> values = filter.texts("Values", MAX_VALUES, MAX_VALUE);
            if (values.isEmpty()) {
                throw AwsErrors.invalidParameter("A filter needs Values.");
            }
            if (!values.stream().allMatch(value -> VALUE.matcher(value).matches())) {
                throw AwsErrors.validation(
                        "1 validation error detected: Value at 'filters' failed to satisfy"
                                + " constraint: Member must satisfy regular expression pattern:"
                                + " ^\\!?[a-zA-Z0-9 :_@\\/\\+\\=\\.\\-\\!]*$");
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
            case "primary-region" -> Key.PRIMARY_REGION;
            case "owning-service" -> Key.OWNING_SERVICE;
            case "all" -> Key.ALL;
            default ->
                    throw AwsErrors.validation(
                            "1 validation error detected: Value at 'filters' failed to satisfy"
                                    + " constraint: Member must satisfy enum value set: [name,"
                                    + " description, tag-key, tag-value, primary-region,"
                                    + " owning-service, all]");
        };
    }

    boolean matches(Call call, AwsSecret secret) {
        return values.stream()
                .anyMatch(value ->
                        value.startsWith("!")
                                ? !holds(call, secret, value.substring(1))
                                : holds(call, secret, value));
    }

    private boolean holds(Call call, AwsSecret secret, String value) {
        SecretAbout about = secret.secret().about();
        return switch (key) {
            case NAME -> secret.name().startsWith(value);
            case DESCRIPTION -> folded(about.description()).startsWith(folded(value));
            case TAG_KEY -> about.tags().keySet().stream().anyMatch(key -> key.startsWith(value));
            case TAG_VALUE -> about.tags().values().stream().anyMatch(tag -> tag.startsWith(value));
            case PRIMARY_REGION -> AwsReplication.primary(call, secret.secret()).startsWith(value);
            // No secret here is another service's.
            case OWNING_SERVICE -> false;
            case ALL ->
                    WORDS.splitAsStream(value)
                            .filter(word -> !word.isEmpty())
                            .map(AwsFilter::folded)
                            .anyMatch(word -> attributes(secret).anyMatch(text -> has(text, word)));
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
