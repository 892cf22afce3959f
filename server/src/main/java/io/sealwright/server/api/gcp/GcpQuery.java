package io.sealwright.server.api.gcp;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The query of a request, in which Google's APIs mix fields of the message with parameters of the
 * system.
 *
 * @param fields of the message; those in another by dots have become objects
 * @param numbers whether enums of the answer are wanted as numbers
 */
record GcpQuery(ObjectNode fields, boolean numbers) {
    private static final int DEEPEST = 4;

    /** Said by clients, and nothing to this server. */
    private static final Set<String> IGNORED =
            Set.of(
                    "key",
                    "prettyPrint",
                    "pp",
                    "quotaUser",
                    "userIp",
                    "uploadType",
                    "upload_protocol",
                    ".xgafv");

    /** What would change the answer, or bring a token where logs of others see it. */
    private static final Set<String> REFUSED =
            Set.of("fields", "callback", "access_token", "oauth_token", "bearer_token");

    /**
     * @param query as received: names to one text or, where they repeat, a list of texts
     * @throws BadRequest for a parameter that is not served
     */
    static GcpQuery of(ObjectNode query) throws BadRequest {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        boolean numbers = false;
        for (Map.Entry<String, JsonNode> parameter : query.properties()) {
            String name = parameter.getKey();
            String plain = name.startsWith("$") ? name.substring(1) : name;
            if (plain.equals("alt")) {
                numbers = numbers(parameter.getValue());
            } else if (REFUSED.contains(plain)) {
                throw BadRequest.of(
                        "The query parameter '" + name + "' is not supported by this server.");
            } else if (!IGNORED.contains(plain)) {
                put(fields, name, name, parameter.getValue(), 1);
            }
        }
        return new GcpQuery(fields, numbers);
    }

    private static boolean numbers(JsonNode alt) throws BadRequest {
        String text = alt.isString() ? alt.stringValue() : "";
        return switch (text) {
            case "json", "json;enum-encoding=string" -> false;
            case "json;enum-encoding=int" -> true;
            default -> throw BadRequest.of("The only format that is served is alt=json.");
        };
    }

    private static void put(ObjectNode into, String rest, String name, JsonNode value, int depth)
            throws BadRequest {
        int dot = rest.indexOf('.');
        String member = dot < 0 ? rest : rest.substring(0, dot);
        JsonNode old = into.get(member);
        if (member.isEmpty() || depth > DEEPEST || old != null && !(dot > 0 && old.isObject())) {
            throw unknown(name);
        }
        if (dot < 0) {
            into.set(member, value);
        } else {
            ObjectNode inner = old instanceof ObjectNode there ? there : into.putObject(member);
            put(inner, rest.substring(dot + 1), name, value, depth + 1);
        }
    }

    /** As Google says it. */
    static BadRequest unknown(String name) {
        return BadRequest.of(
                "Invalid JSON payload received. Unknown name \""
                        + name
                        + "\": Cannot bind query parameter. Field '"
                        + name
                        + "' could not be found in request message.");
    }
}
