package io.sealwright.server.engine.kv;

import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.spi.RequestFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parameters of an AWS operation, of the types that AWS's model gives them and no other.
 * Members that it does not know are ignored, as AWS does; null is absent.
 */
final class AwsParameters {
    private final ObjectNode body;

    AwsParameters(ObjectNode body) {
        this.body = body;
    }

    private @Nullable JsonNode node(String name) {
        JsonNode node = body.get(name);
        return node == null || node.isNull() ? null : node;
    }

    boolean has(String name) {
        return node(name) != null;
    }

    /** Null if it is absent. */
    @Nullable String text(String name, int most) {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        String text = text(name, node);
        requireLength(name, text.length(), 0, most);
        return text;
    }

    private static String text(String name, JsonNode node) {
        if (!node.isString()) {
            throw wrongType(name);
        }
        return node.stringValue();
    }

    String required(String name, int most) {
        String text = text(name, most);
        if (text == null) {
            throw AwsErrors.validation(
                    "1 validation error detected: Value null at '"
                            + member(name)
                            + "' failed to satisfy constraint: Member must not be null");
        }
        requireLength(name, text.length(), 1, most);
        return text;
    }

    boolean flag(String name, boolean otherwise) {
        JsonNode node = node(name);
        if (node != null && !node.isBoolean()) {
            throw wrongType(name);
        }
        return node == null ? otherwise : node.booleanValue();
    }

    /** Null if it is absent. */
    @Nullable Long number(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isNumber() || !node.numberValue().toString().matches("-?[0-9]{1,18}")) {
            throw wrongType(name);
        }
        return Long.parseLong(node.numberValue().toString());
    }

    int count(String name, int otherwise, int most) {
        Long number = number(name);
        if (number == null) {
            return otherwise;
        }
        if (number < 1 || number > most) {
            throw AwsErrors.invalidParameter(name + " is between 1 and " + most + ".");
        }
        return Math.toIntExact(number);
    }

    private List<JsonNode> elements(String name, int most) {
        JsonNode node = node(name);
        if (node == null) {
            return List.of();
        }
        if (!node.isArray()) {
            throw wrongType(name);
        }
        List<JsonNode> elements = new ArrayList<>();
        node.forEach(elements::add);
        requireLength(name, elements.size(), 0, most);
        return elements;
    }

    /** Empty if it is absent. */
    List<String> texts(String name, int most, int longest) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : elements(name, most)) {
            String text = text(name, element);
            requireLength(name, text.length(), 1, longest);
            texts.add(text);
        }
        return texts;
    }

    /** Empty if it is absent. */
    List<AwsParameters> objects(String name, int most) {
        List<AwsParameters> objects = new ArrayList<>();
        for (JsonNode element : elements(name, most)) {
            if (!(element instanceof ObjectNode object)) {
                throw wrongType(name);
            }
            objects.add(new AwsParameters(object));
        }
        return objects;
    }

    /** Null if it is absent. */
    @Nullable AwsParameters object(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (!(node instanceof ObjectNode object)) {
            throw wrongType(name);
        }
        return new AwsParameters(object);
    }

    /**
     * @throws RequestFailure as AWS's model refuses a value; the value is not repeated
     */
    static void requireLength(String name, int length, int least, int most) {
        boolean tooLong = length > most;
        if (tooLong || length < least) {
            throw AwsErrors.validation(
                    "1 validation error detected: Value at '"
                            + member(name)
                            + "' failed to satisfy constraint: Member must have length "
                            + (tooLong
                                    ? "less than or equal to " + most
                                    : "greater than or equal to " + least));
        }
    }

    private static String member(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static RequestFailure wrongType(String name) {
        return AwsErrors.serialization("The member " + name + " is not of the type that it has.");
    }
}
