package io.sealwright.server.rotation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A secret's parameters for a rotator that makes keys, read one by one. What is read wrong says so
 * as {@link IllegalArgumentException}. For one thread.
 */
final class KeyParameters {
    private static final int MAX_TEXT = 256;
    private static final int MAX_TEXTS = 100;

    private final ObjectNode given;
    private final Set<String> known = new HashSet<>();

    KeyParameters(ObjectNode given) {
        this.given = given;
    }

    String text(String name, String otherwise) {
        JsonNode value = value(name);
        return value == null ? otherwise : text(name, value);
    }

    private static String text(String name, JsonNode value) {
        if (!value.isString()) {
            throw new IllegalArgumentException(name + " must be a text");
        }
        String text = value.stringValue();
        boolean printable = text.chars().allMatch(c -> c >= ' ' && c != 0x7f);
        if (text.isEmpty() || text.length() > MAX_TEXT || !printable) {
            throw new IllegalArgumentException(
                    name
                            + " must have 1 to "
                            + MAX_TEXT
                            + " characters without control characters");
        }
        return text;
    }

    /** A name of a member of the secret. */
    String field(String name) {
        return text(name + "_field", name);
    }

    int number(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return 0;
        }
        if (!value.isInt()) {
            throw new IllegalArgumentException(name + " must be a number");
        }
        return value.intValue();
    }

    List<String> texts(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray() || value.size() > MAX_TEXTS) {
            throw new IllegalArgumentException(
                    name + " must be a list of at most " + MAX_TEXTS + " texts");
        }
        List<String> texts = new ArrayList<>();
        value.forEach(one -> texts.add(text(name, one)));
        return texts;
    }

    private @Nullable JsonNode value(String name) {
        known.add(name);
        JsonNode value = given.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /** After all that there are: another one is a mistake. */
    void requireNoOthers() {
        for (String name : given.propertyNames()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "parameters have a member that this rotator does not know; it knows "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    /** Each member of the secret has one meaning. */
    static void requireDifferent(String... fields) {
        if (new HashSet<>(List.of(fields)).size() < fields.length) {
            throw new IllegalArgumentException("two fields have the same name");
        }
    }
}
