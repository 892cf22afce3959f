package io.sealwright.server.api.gcp;

import io.sealwright.server.gcp.GcpStatus;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A request that does not fit its message. Holds no value of it. */
final class BadRequest extends Exception {
    private static final long serialVersionUID = 1L;
    private static final Pattern UNKNOWN_FIELD =
            Pattern.compile("Cannot find field: ([A-Za-z0-9_.$-]{1,128}) in message ([\\w.]+)");

    /** Where in the requests the messages are that can lack a field. */
    private static final Map<String, String> PLACES =
            Map.of(
                    "google.cloud.secretmanager.v1.Secret", "secret",
                    "google.cloud.secretmanager.v1.SecretPayload", "payload",
                    "google.cloud.secretmanager.v1.Replication", "secret.replication",
                    "google.cloud.secretmanager.v1.Rotation", "secret.rotation",
                    "google.cloud.secretmanager.v1.Topic", "secret.topics[0]",
                    "google.iam.v1.Policy", "policy",
                    "google.iam.v1.Binding", "policy.bindings[0]");

    private final transient GcpError error;

    private BadRequest(GcpError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    GcpError error() {
        return error;
    }

    static BadRequest of(String message) {
        return new BadRequest(new GcpError(GcpStatus.INVALID_ARGUMENT, message));
    }

    /**
     * @param why of Google's library, which quotes what it does not understand
     */
    static BadRequest notTheMessage(String why) {
        Matcher unknown = UNKNOWN_FIELD.matcher(why);
        if (!unknown.find()) {
            return of(
                    "Invalid JSON payload received. A value is not of the type or in the form that"
                            + " its field has.");
        }
        String place = PLACES.getOrDefault(unknown.group(2), "");
        String message =
                "Invalid JSON payload received. Unknown name \""
                        + unknown.group(1)
                        + "\""
                        + (place.isEmpty() ? "" : " at '" + place + "'")
                        + ": Cannot find field.";
        return new BadRequest(
                new GcpError(GcpStatus.INVALID_ARGUMENT, message, details(place, message)));
    }

    private static ArrayNode details(String place, String message) {
        ArrayNode details = JsonNodeFactory.instance.arrayNode();
        var violation =
                details.addObject()
                        .put("@type", "type.googleapis.com/google.rpc.BadRequest")
                        .putArray("fieldViolations")
                        .addObject();
        if (!place.isEmpty()) {
            violation.put("field", place);
        }
        violation.put("description", message);
        return details;
    }
}
