package io.sealwright.server.gcp;

import io.sealwright.policy.Operation;

/**
 * What the caller of a method needs leave for: an operation on a path of the KV mount. The one
 * place that maps the methods of GCP to policies; {@code docs/gcp.md} has it as a table.
 *
 * @param path below the mount
 */
public record GcpLeave(Operation operation, String path) {
    private static final String DATA = "data/";
    private static final String METADATA = "metadata/";
    private static final String OWN = "gcp/";

    /**
     * @param secret id of the secret; empty for a method that is of none
     */
    public static GcpLeave of(GcpMethod method, String secret) {
        return switch (method) {
            case ACCESS_SECRET_VERSION -> new GcpLeave(Operation.READ, DATA + secret);
            case ADD_SECRET_VERSION -> new GcpLeave(Operation.UPDATE, DATA + secret);
            case CREATE_SECRET -> new GcpLeave(Operation.CREATE, METADATA + secret);
            case GET_SECRET, LIST_SECRET_VERSIONS, GET_SECRET_VERSION ->
                    new GcpLeave(Operation.READ, METADATA + secret);
            case UPDATE_SECRET -> new GcpLeave(Operation.UPDATE, METADATA + secret);
            case DELETE_SECRET -> new GcpLeave(Operation.DELETE, METADATA + secret);
            case LIST_SECRETS -> new GcpLeave(Operation.LIST, METADATA);
            case DISABLE_SECRET_VERSION -> new GcpLeave(Operation.UPDATE, "delete/" + secret);
            case ENABLE_SECRET_VERSION -> new GcpLeave(Operation.UPDATE, "undelete/" + secret);
            case DESTROY_SECRET_VERSION -> new GcpLeave(Operation.UPDATE, "destroy/" + secret);
            case SET_IAM_POLICY -> new GcpLeave(Operation.UPDATE, OWN + "iam/" + secret);
            case GET_IAM_POLICY -> new GcpLeave(Operation.READ, OWN + "iam/" + secret);
            // Open to whoever has a token, as with Google: it tells callers of themselves alone.
            case TEST_IAM_PERMISSIONS -> new GcpLeave(Operation.READ, OWN + "test/" + secret);
            case LIST_LOCATIONS, GET_LOCATION -> new GcpLeave(Operation.READ, OWN + "locations");
        };
    }
}
