package io.sealwright.server.spi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads declared parameters out of a body, with Vault's leniency about their JSON types. An error
 * names the parameter, never its value.
 */
final class Parameters {
    private final ObjectNode body;
    private final List<Field> fields;

    Parameters(ObjectNode body, List<Field> fields) {
        this.body = body;
        this.fields = fields;
    }

    boolean has(String name) {
        return node(name) != null;
    }

    String string(String name, String otherwise) {
        JsonNode node = node(name);
        return node == null ? otherwise : text(name, node);
    }

    String string(String name) {
        String value = string(name, "");
        if (value.isEmpty()) {
            throw RequestFailure.invalid("missing " + name);
        }
        return value;
    }

    long integer(String name, long otherwise) {
        JsonNode node = node(name);
        return node == null ? otherwise : integer(name, node);
    }

    boolean bool(String name, boolean otherwise) {
        JsonNode node = node(name);
        if (node == null) {
            return otherwise;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return switch (text(name, node)) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            case "" -> otherwise;
            default -> throw wrong(name, "a boolean");
        };
    }

    Duration duration(String name, Duration otherwise) {
        JsonNode node = node(name);
        if (node == null) {
            return otherwise;
        }
        String text = text(name, node);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong(name, "a duration such as 3600 or 1h30m");
        }
    }

    List<String> strings(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return List.of();
        }
        List<String> values = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(element -> values.add(text(name, element)));
        } else {
            for (String part : text(name, node).split(",")) {
                if (!part.isBlank()) {
                    values.add(part.trim());
                }
            }
        }
        return List.copyOf(values);
    }

    List<Long> integers(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return List.of();
        }
        List<Long> values = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(element -> values.add(integer(name, element)));
        } else {
            for (String part : strings(name)) {
                values.add(integer(name, part));
            }
        }
        return List.copyOf(values);
    }

    Map<String, String> stringMap(String name) {
        JsonNode node = node(name);
        Map<String, String> values = new LinkedHashMap<>();
        if (node instanceof ObjectNode object) {
            object.properties()
                    .forEach(entry -> values.put(entry.getKey(), text(name, entry.getValue())));
        } else if (node != null) {
            for (String pair : strings(name)) {
                int equals = pair.indexOf('=');
                if (equals < 1) {
                    throw wrong(name, "a map of strings");
                }
                values.put(pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
            }
        }
        return values;
    }

    @Nullable ObjectNode object(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw wrong(name, "an object");
    }

    @Nullable JsonNode any(String name) {
        return node(name);
    }

    private @Nullable JsonNode node(String name) {
        if (fields.stream().noneMatch(field -> field.name().equals(name))) {
            throw new IllegalStateException("undeclared parameter " + name);
        }
        JsonNode node = body.get(name);
        return node == null || node.isNull() ? null : node;
    }

    private static String text(String name, JsonNode node) {
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isNumber()) {
            return node.decimalValue().toPlainString();
        }
        if (node.isBoolean()) {
            return Boolean.toString(node.booleanValue());
        }
        throw wrong(name, "a string");
    }

    private static long integer(String name, JsonNode node) {
        return integer(name, text(name, node));
    }

    private static long integer(String name, String text) {
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text.trim());
        } catch (NumberFormatException e) {
            throw wrong(name, "an integer");
        }
    }

    private static RequestFailure wrong(String name, String wanted) {
        return RequestFailure.invalid(
                "Field validation failed: error converting input for field \""
                        + name
                        + "\": expected "
                        + wanted);
    }
}
