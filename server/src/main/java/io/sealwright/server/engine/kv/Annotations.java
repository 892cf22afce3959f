package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.RequestFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code custom_metadata} as it is received, with Vault's limits and the peer's words. */
final class Annotations {
    static final int MAX_KEYS = 64;
    private static final int MAX_KEY_BYTES = 128;
    private static final int MAX_VALUE_BYTES = 512;
    private static final String FAILED = "custom_metadata validation failed: ";

    private Annotations() {}

    static SequencedMap<String, String> of(ObjectNode json) {
        return patched(new LinkedHashMap<>(), json, false);
    }

    /** Members that are null are taken away. */
    static SequencedMap<String, String> patched(SequencedMap<String, String> old, ObjectNode json) {
        return patched(old, json, true);
    }

    private static SequencedMap<String, String> patched(
            SequencedMap<String, String> old, ObjectNode json, boolean nullRemoves) {
        // The peer keeps and shows them in the order of their keys.
        TreeMap<String, String> values = new TreeMap<>(old);
        json.properties()
                .forEach(member -> {
                    if (nullRemoves && member.getValue().isNull()) {
                        values.remove(member.getKey());
                    } else {
                        values.put(member.getKey(), text(member.getValue()));
                    }
                });
        check(values);
        return values;
    }

    private static String text(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.stringValue();
            case NUMBER -> value.numberValue().toString();
            case BOOLEAN -> value.booleanValue() ? "1" : "0";
            case NULL -> "";
            case ARRAY, OBJECT, BINARY, MISSING, POJO ->
                    throw RequestFailure.invalid(FAILED + "'' expected type 'string'");
        };
    }

    private static void check(SequencedMap<String, String> values) {
        List<String> errors = new ArrayList<>();
        if (values.size() > MAX_KEYS) {
            errors.add(
                    "payload must contain at most "
                            + MAX_KEYS
                            + " keys, provided "
                            + values.size());
        } else {
            values.forEach((key, value) -> check(key, value, errors));
        }
        if (!errors.isEmpty()) {
            throw RequestFailure.invalid(joined(errors));
        }
    }

    private static void check(String key, String value, List<String> errors) {
        int keyBytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (keyBytes == 0 || keyBytes > MAX_KEY_BYTES) {
            errors.add(
                    "length of key "
                            + quoted(key)
                            + " is "
                            + keyBytes
                            + " but must be 0 < len(key) <= "
                            + MAX_KEY_BYTES);
        }
        int valueBytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (valueBytes == 0 || valueBytes > MAX_VALUE_BYTES) {
            errors.add(
                    "length of value for key "
                            + quoted(key)
                            + " is "
                            + valueBytes
                            + " but must be 0 < len(value) <= "
                            + MAX_VALUE_BYTES);
        }
        if (!printable(key)) {
            errors.add("key " + quoted(key) + " contains unprintable characters");
        }
        if (!printable(value)) {
            errors.add("value for key " + quoted(key) + " contains unprintable characters");
        }
    }

    private static boolean printable(String text) {
        return text.codePoints().allMatch(Annotations::printable);
    }

    /**
     * Go's {@code unicode.IsPrint}: letters, marks, numbers, punctuation, symbols and the ASCII
     * space.
     */
    private static boolean printable(int point) {
        return point == ' '
                || switch (Character.getType(point)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SPACE_SEPARATOR ->
                            false;
                    default -> true;
                };
    }

    private static String quoted(String key) {
        StringBuilder text = new StringBuilder("\"");
        key.codePoints()
                .forEach(point -> {
                    switch (point) {
                        case '\n' -> text.append("\\n");
                        case '\t' -> text.append("\\t");
                        case '\r' -> text.append("\\r");
                        case '"', '\\' -> text.append('\\').appendCodePoint(point);
                        default -> {
                            if (printable(point)) {
                                text.appendCodePoint(point);
                            } else {
                                text.append("\\u").append("%04x".formatted(point));
                            }
                        }
                    }
                });
        return text.append('"').toString();
    }

    /** As Go's multierror prints. */
    private static String joined(List<String> errors) {
        StringBuilder text = new StringBuilder();
        text.append(
                errors.size() == 1 ? "1 error occurred:\n" : errors.size() + " errors occurred:\n");
        errors.forEach(error -> text.append("\t* ").append(FAILED).append(error).append('\n'));
        return text.append('\n').toString();
    }
}
