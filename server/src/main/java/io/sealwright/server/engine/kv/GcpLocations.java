package io.sealwright.server.engine.kv;

import io.sealwright.server.gcp.GcpErrors;
import io.sealwright.server.gcp.GcpName;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Response;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * ListLocations and GetLocation. A location is a word that secrets are named by: every one is
 * there, and those that secrets have are listed, all at once.
 */
final class GcpLocations {
    private GcpLocations() {}

    static Response list(Call call) {
        GcpName project = GcpSecret.name(call);
        if (new GcpParameters(call.body()).has("filter")) {
            throw GcpErrors.invalid("Locations cannot be filtered.");
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode locations = JsonNodeFactory.instance.arrayNode();
        GcpListing.locations(call, project)
                .forEach(id -> locations.add(shown(new GcpName(project.project(), id, "", ""))));
        if (!locations.isEmpty()) {
            answer.set("locations", locations);
        }
        return Response.of(answer);
    }

    static Response get(Call call) {
        return Response.of(shown(GcpSecret.name(call)));
    }

    private static ObjectNode shown(GcpName location) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", location.toString())
                .put("locationId", location.location());
    }
}
