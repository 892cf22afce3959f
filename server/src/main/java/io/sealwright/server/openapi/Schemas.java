package io.sealwright.server.openapi;

import io.sealwright.server.spi.Field;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Declared parameters as JSON schemas, and the bodies that a document shares by name. */
final class Schemas {
    private final ObjectNode shared = JsonNodeFactory.instance.objectNode();

    ObjectNode shared() {
        return shared;
    }

    /** The reference to a route's body; two routes with the same one share it. */
    String body(String name, List<Field> fields) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        List<String> required = fields.stream().filter(Field::required).map(Field::name).toList();
        fields.forEach(field -> properties.set(field.name(), of(field)));
        if (!required.isEmpty()) {
            ArrayNode names = schema.putArray("required");
            required.forEach(names::add);
        }
        String free = name;
        for (int i = 2; shared.has(free) && !shared.get(free).equals(schema); i++) {
            free = name + i;
        }
        shared.set(free, schema);
        return "#/components/schemas/" + free;
    }

    static ObjectNode of(Field field) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        switch (field.type()) {
            case STRING -> schema.put("type", "string");
            case LOWER_STRING -> schema.put("type", "string").put("format", "lowercase");
            case INT -> schema.put("type", "integer").put("format", "int64");
            case BOOL -> schema.put("type", "boolean");
            case DURATION -> schema.put("type", "string").put("format", "duration");
            case STRING_LIST ->
                    schema.put("type", "array").putObject("items").put("type", "string");
            case INT_LIST -> schema.put("type", "array").putObject("items").put("type", "integer");
            case STRING_MAP ->
                    schema.put("type", "object")
                            .putObject("additionalProperties")
                            .put("type", "string");
            case MAP -> schema.put("type", "object");
            case ANY -> {
                // No type: any value.
            }
        }
        return schema.put("description", field.description());
    }

    /** Whether it can stand in a query; a list then is comma-separated. */
    static boolean fitsQuery(Field field) {
        return switch (field.type()) {
            case STRING, LOWER_STRING, INT, BOOL, DURATION, STRING_LIST, INT_LIST -> true;
            case STRING_MAP, MAP, ANY -> false;
        };
    }

    static boolean isList(Field field) {
        return switch (field.type()) {
            case STRING_LIST, INT_LIST -> true;
            case STRING, LOWER_STRING, INT, BOOL, DURATION, STRING_MAP, MAP, ANY -> false;
        };
    }
}
