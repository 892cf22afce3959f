package io.sealwright.server.http;

import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.spi.RequestFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the JSON of a request, or refuses it: never a silent change. Exactly one document, an
 * object (or null, which is an empty one), valid UTF-8 without a byte order mark or lone
 * surrogates, no name twice in an object, within the limits of {@link LimitSettings}. Numbers keep
 * the form in which they were written. Thread-safe.
 */
@Component
public final class StrictJson {
    private static final String PREFIX = "failed to decode JSON input: ";
    // A larger exponent is no number that anybody stores, but a bomb for whoever prints it plainly.
    private static final int MAX_EXPONENT_DIGITS = 3;
    private static final int MAX_NAME = 32 << 10;

    private final JsonFactory factory;
    private final LimitSettings limits;

    public StrictJson(LimitSettings limits) {
        this.limits = limits;
        factory =
                JsonFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(limits.jsonDepth())
                                        .maxNumberLength(limits.jsonNumber())
                                        .maxNameLength(MAX_NAME)
                                        .maxStringLength((int) limits.body().toBytes())
                                        .build())
                        // Names of one request must not stay in the table of interned strings that
                        // all
                        // of the JVM shares.
                        .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                        .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
                        .build();
    }

    /**
     * @throws RequestFailure (invalid) with what is wrong, without a value of the text
     */
    public ObjectNode read(byte[] utf8) {
        boolean escapes = Utf8.check(utf8);
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), utf8)) {
            JsonToken first = parser.nextToken();
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            if (first == JsonToken.START_OBJECT) {
                new Reading(parser, escapes).fill(body);
            } else if (first != JsonToken.VALUE_NULL) {
                throw invalid("the body must be one JSON object");
            }
            if (parser.nextToken() != null) {
                throw invalid("there is more after the JSON object");
            }
            return body;
        } catch (StreamConstraintsException e) {
            throw invalid(constraint(e));
        } catch (JacksonException e) {
            // Not Jackson's own message: it quotes the text.
            throw invalid("invalid JSON near character " + place(e));
        }
    }

    private static long place(JacksonException cause) {
        TokenStreamLocation location = cause.getLocation();
        return location == null ? 0 : Math.max(location.getCharOffset(), location.getByteOffset());
    }

    private String constraint(StreamConstraintsException cause) {
        String message = cause.getOriginalMessage();
        if (message.contains("depth")) {
            return "more than " + limits.jsonDepth() + " levels of nesting";
        }
        if (message.contains("Number")) {
            return "a number of more than " + limits.jsonNumber() + " digits";
        }
        return "a name of more than " + MAX_NAME + " bytes";
    }

    private static RequestFailure invalid(String message) {
        return RequestFailure.invalid(PREFIX + message);
    }

    /** One document being read. */
    private final class Reading {
        private final JsonParser parser;
        private final boolean escapes;
        private final Deque<JsonNode> open = new ArrayDeque<>();
        private int strings;
        private int values;

        Reading(JsonParser parser, boolean escapes) {
            this.parser = parser;
            this.escapes = escapes;
        }

        /** A loop, not a recursion: nesting costs no stack. */
        void fill(ObjectNode document) {
            open.push(document);
            String name = "";
            while (!open.isEmpty()) {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    throw invalid("unexpected end");
                }
                switch (token) {
                    case END_OBJECT, END_ARRAY -> open.pop();
                    case PROPERTY_NAME -> name = name(parser.currentName());
                    default -> {
                        JsonNode value = value(token);
                        put(name, value);
                        if (value.isContainer()) {
                            open.push(value);
                        }
                    }
                }
            }
        }

        private void put(String name, JsonNode value) {
            switch (open.peek()) {
                case ArrayNode array -> array.add(value);
                case ObjectNode object -> {
                    if (object.replace(name, value) != null) {
                        throw invalid("a name occurs twice in one object");
                    }
                }
                case null, default ->
                        throw new IllegalStateException("a value outside a container");
            }
        }

        private JsonNode value(JsonToken token) {
            if (++values > limits.jsonValues()) {
                throw invalid("more than " + limits.jsonValues() + " values");
            }
            JsonNodeFactory nodes = JsonNodeFactory.instance;
            return switch (token) {
                case START_OBJECT -> counted(nodes.objectNode());
                case START_ARRAY -> counted(nodes.arrayNode());
                case VALUE_STRING -> nodes.stringNode(name(parser.getString()));
                case VALUE_NUMBER_INT -> integer();
                case VALUE_NUMBER_FLOAT -> decimal(parser.getString());
                case VALUE_TRUE -> nodes.booleanNode(true);
                case VALUE_FALSE -> nodes.booleanNode(false);
                case VALUE_NULL -> nodes.nullNode();
                case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                        throw new IllegalStateException("not a value");
            };
        }

        private <T extends JsonNode> T counted(T container) {
            countString();
            return container;
        }

        private String name(@Nullable String text) {
            countString();
            if (text == null) {
                throw new IllegalStateException("a string token without text");
            }
            if (escapes && Utf8.loneSurrogate(text)) {
                throw invalid("a string holds half of a surrogate pair");
            }
            return text;
        }

        private void countString() {
            if (++strings > limits.jsonStrings()) {
                throw invalid("more than " + limits.jsonStrings() + " strings, arrays and objects");
            }
        }

        private JsonNode integer() {
            JsonNodeFactory nodes = JsonNodeFactory.instance;
            return switch (parser.getNumberType()) {
                case INT -> {
                    int value = parser.getIntValue();
                    yield value == 0 && parser.getString().startsWith("-")
                            ? decimal("-0")
                            : nodes.numberNode(value);
                }
                case LONG -> nodes.numberNode(parser.getLongValue());
                case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL ->
                        nodes.numberNode(parser.getBigIntegerValue());
            };
        }

        private JsonNode decimal(String text) {
            int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
            if (exponent >= 0 && digits(text, exponent + 1) > MAX_EXPONENT_DIGITS) {
                throw invalid(
                        "a number's exponent has more than " + MAX_EXPONENT_DIGITS + " digits");
            }
            return new DecimalNode(new ExactDecimal(text));
        }

        private static int digits(String text, int from) {
            int at = from;
            while (at < text.length() && "+-0".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            return text.length() - at;
        }
    }
}
