package io.sealwright.audit;

import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NumericNode;

/**
 * Writes data with every string value hashed, names and other values as they are. A string whose
 * nearest name is exempt stays in the clear. What cannot be read or is too large is replaced by one
 * object that says so: data never makes an entry fail, and never passes unhashed.
 */
final class DataWriter {

    static final int MAX_DEPTH = 256;
    private static final int MAX_NUMBER = 1000;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxNumberLength(MAX_NUMBER)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private final AuditHasher hasher;
    private final int maxBytes;

    DataWriter(AuditHasher hasher, int maxBytes) {
        this.hasher = hasher;
        this.maxBytes = maxBytes;
    }

    /** Hashed data. */
    void write(JsonOut out, AuditData data, Set<String> nonHmacKeys) {
        write(out, data, nonHmacKeys.isEmpty() ? name -> false : nonHmacKeys::contains, false);
    }

    /** An object in the clear: the server's own, never one that holds a client's values. */
    void plain(JsonOut out, JsonNode node) {
        write(out, AuditData.of(node), name -> true, true);
    }

    private void write(JsonOut out, AuditData data, Predicate<String> exempt, boolean clear) {
        int mark = out.length();
        try {
            out.limit(mark + maxBytes);
            switch (data) {
                case AuditData.None() -> out.literal("null");
                case AuditData.Tree(JsonNode node) -> tree(out, node, exempt, clear, 0);
                case AuditData.Raw(byte[] utf8) -> text(out, utf8, exempt);
            }
        } catch (JacksonException e) {
            replace(out, mark, "unreadable", data);
        } catch (JsonOut.LimitException e) {
            replace(out, mark, "too_large", data);
        } finally {
            out.limit(Integer.MAX_VALUE - 64);
        }
    }

    private void replace(JsonOut out, int mark, String why, AuditData data) {
        out.limit(Integer.MAX_VALUE - 64);
        out.backToValue(mark);
        out.beginObject();
        out.name("elided").string(why);
        if (data instanceof AuditData.Raw(byte[] utf8)) {
            out.name("bytes").number(utf8.length);
            out.name("hash");
            hasher.write(out, utf8);
        }
        out.endObject();
    }

    private void text(JsonOut out, byte[] utf8, Predicate<String> exempt) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), utf8)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new UnreadableException();
            }
            value(out, parser, first, exempt, false);
            if (parser.nextToken() != null) {
                throw new UnreadableException();
            }
        }
    }

    private void value(
            JsonOut out,
            JsonParser parser,
            JsonToken token,
            Predicate<String> exempt,
            boolean clear) {
        switch (token) {
            case START_OBJECT -> object(out, parser, exempt);
            case START_ARRAY -> array(out, parser, exempt, clear);
            case VALUE_STRING -> string(out, parser, clear);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.literal(parser.getString());
            case VALUE_TRUE -> out.literal("true");
            case VALUE_FALSE -> out.literal("false");
            case VALUE_NULL -> out.literal("null");
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw new UnreadableException();
        }
    }

    private void object(JsonOut out, JsonParser parser, Predicate<String> exempt) {
        out.beginObject();
        for (JsonToken token = next(parser);
                token == JsonToken.PROPERTY_NAME;
                token = next(parser)) {
            String name = parser.currentName();
            out.name(name);
            value(out, parser, next(parser), exempt, exempt.test(name));
        }
        out.endObject();
    }

    private void array(JsonOut out, JsonParser parser, Predicate<String> exempt, boolean clear) {
        out.beginArray();
        for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
            value(out, parser, token, exempt, clear);
        }
        out.endArray();
    }

    private void string(JsonOut out, JsonParser parser, boolean clear) {
        if (clear) {
            out.string(parser.getString());
        } else {
            hasher.write(
                    out,
                    parser.getStringCharacters(),
                    parser.getStringOffset(),
                    parser.getStringLength());
        }
    }

    private static JsonToken next(JsonParser parser) {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new UnreadableException();
        }
        return token;
    }

    private void tree(
            JsonOut out, JsonNode node, Predicate<String> exempt, boolean clear, int depth) {
        if (depth > MAX_DEPTH) {
            throw new UnreadableException();
        }
        switch (node.getNodeType()) {
            case OBJECT -> {
                out.beginObject();
                for (Map.Entry<String, JsonNode> property : node.properties()) {
                    String name = property.getKey();
                    out.name(name);
                    tree(out, property.getValue(), exempt, exempt.test(name), depth + 1);
                }
                out.endObject();
            }
            case ARRAY -> {
                out.beginArray();
                for (JsonNode element : node.values()) {
                    tree(out, element, exempt, clear, depth + 1);
                }
                out.endArray();
            }
            case STRING, BINARY, POJO -> string(out, node, clear);
            case NUMBER -> number(out, node);
            case BOOLEAN -> out.literal(node.booleanValue() ? "true" : "false");
            case NULL, MISSING -> out.literal("null");
        }
    }

    private void string(JsonOut out, JsonNode node, boolean clear) {
        String text = node.asString();
        if (clear) {
            out.string(text);
        } else {
            hasher.write(out, text);
        }
    }

    private static void number(JsonOut out, JsonNode node) {
        if (node instanceof NumericNode numeric
                && numeric.isNaN()) { // not a number, not infinite: neither is JSON
            out.literal("null");
        } else {
            out.literal(node.asString());
        }
    }

    /** The text is no single JSON value. */
    private static final class UnreadableException extends JacksonException {
        UnreadableException() {
            super("not one JSON value");
        }
    }
}
