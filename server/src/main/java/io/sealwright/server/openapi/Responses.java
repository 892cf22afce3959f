package io.sealwright.server.openapi;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What an operation answers. */
final class Responses {
    private static final String FAILURE = "Failure";

    private Responses() {}

    static void put(ObjectNode operation, String... codes) {
        ObjectNode responses = operation.putObject("responses");
        for (String code : codes) {
            responses
                    .putObject(code)
                    .put("description", code.equals("204") ? "OK, without a body" : "OK");
        }
        responses.putObject("default").put("$ref", "#/components/responses/" + FAILURE);
    }

    /** Every failure has one form; the few that come with an answer have that in its place. */
    static ObjectNode shared() {
        ObjectNode shared = JsonNodeFactory.instance.objectNode();
        ObjectNode failure = shared.putObject(FAILURE);
        failure.put("description", "What is wrong, and what to do about it");
        ObjectNode schema =
                failure.putObject("content").putObject("application/json").putObject("schema");
        schema.put("type", "object");
        schema.putObject("properties")
                .putObject("errors")
                .put("type", "array")
                .putObject("items")
                .put("type", "string");
        return shared;
    }
}
