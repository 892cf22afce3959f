package io.sealwright.server.engine.kv;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One comparison of a filter.
 *
 * @param path of the field, as the JSON of a resource has it
 * @param comparator {@code :} for "has", or one of equality and order
 */
record GcpRestriction(List<String> path, String comparator, String value)
        implements Predicate<ObjectNode> {
    private static final String NAME = "name";
    private static final String ANY = "*";
    private static final Pattern SNAKE = Pattern.compile("_([a-z])");

    GcpRestriction {
        boolean ordered = comparator.startsWith("<") || comparator.startsWith(">");
        if (ordered) {
            comparable(path.getLast(), value);
        }
    }

    /** Of a field as a filter names it, in either case. */
    static List<String> path(String field) {
        List<String> path = new ArrayList<>();
        for (String part : field.split("\\.", -1)) {
            if (part.isEmpty()) {
                throw GcpListFilter.invalid();
            }
            path.add(path.isEmpty() || !map(path.getFirst()) ? camel(part) : part);
        }
        return path;
    }

    /** Whose members are names that somebody gave. */
    private static boolean map(String field) {
        return field.equals("labels")
                || field.equals("annotations")
                || field.equals("versionAliases");
    }

    private static String camel(String part) {
        return SNAKE.matcher(part).replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
    }

    @Override
    public boolean test(ObjectNode shown) {
        List<JsonNode> found = new ArrayList<>();
        collect(shown, 0, found);
        return comparator.equals("!=")
                ? found.stream().noneMatch(node -> equal(node, value))
                : found.stream().anyMatch(this::holds);
    }

    /** Of a list, any element counts; of a map, what is left of the path is the name. */
    private void collect(JsonNode node, int at, List<JsonNode> found) {
        if (node.isArray()) {
            node.forEach(element -> collect(element, at, found));
        } else if (at == path.size()) {
            found.add(node);
        } else if (node instanceof ObjectNode object) {
            JsonNode member = object.get(path.get(at));
            if (member != null) {
                collect(member, at + 1, found);
            } else if (at == 1 && map(path.getFirst())) {
                JsonNode named = object.get(String.join(".", path.subList(1, path.size())));
                if (named != null) {
                    found.add(named);
                }
            }
        }
    }

    private boolean holds(JsonNode node) {
        return switch (comparator) {
            case ":" -> value.equals(ANY) || has(node);
            case "=" -> equal(node, value);
            case "<" -> compared(node) < 0;
            case "<=" -> compared(node) <= 0;
            case ">" -> compared(node) > 0;
            default -> compared(node) >= 0;
        };
    }

    private boolean has(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object.has(value) || object.values().stream().anyMatch(this::has);
        }
        if (path.getFirst().equals(GcpShown.STATE)) {
            return equal(node, value);
        }
        return texts(node).anyMatch(text -> folded(text).contains(folded(value)));
    }

    private boolean equal(JsonNode node, String wanted) {
        return texts(node).anyMatch(text -> text.equals(wanted));
    }

    /** Names can be compared with or without what they are of. */
    private Stream<String> texts(JsonNode node) {
        if (!node.isValueNode()) {
            return Stream.of();
        }
        String text = node.asString();
        if (!path.getFirst().equals(NAME)) {
            return Stream.of(text);
        }
        String id = text.substring(text.lastIndexOf('/') + 1);
        return value.contains("/") ? Stream.of(text) : Stream.of(id);
    }

    private static String folded(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private int compared(JsonNode node) {
        String field = path.getLast();
        return comparable(field, node.asString()).compareTo(comparable(field, value));
    }

    /** Times as seconds, durations as seconds, numbers as they are. */
    private static BigDecimal comparable(String field, String text) {
        try {
            if (field.endsWith("Time")) {
                Instant time = time(text);
                return BigDecimal.valueOf(time.getEpochSecond())
                        .add(BigDecimal.valueOf(time.getNano(), 9));
            }
            boolean duration = field.endsWith("Period") || field.endsWith("Ttl");
            return new BigDecimal(
                    duration && text.endsWith("s") ? text.substring(0, text.length() - 1) : text);
        } catch (DateTimeException | NumberFormatException e) {
            throw GcpListFilter.invalid();
        }
    }

    private static Instant time(String text) {
        return text.indexOf('T') < 0
                ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : OffsetDateTime.parse(text).toInstant();
    }
}
