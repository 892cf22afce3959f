package io.sealwright.server.aws;

import io.sealwright.policy.Operation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the caller of an AWS operation needs leave for: an operation on a path of the KV mount. The
 * one place that maps the actions of AWS to policies; {@code docs/aws.md} has it as a table.
 *
 * @param path below the mount
 */
public record Leave(Operation operation, String path) {
    private static final String DATA = "data/";
    private static final String METADATA = "metadata/";
    private static final String OWN = "aws/";
    private static final String ROTATION = "rotation/";
    private static final String ROTATE = "rotate/";
    private static final String POLICY = OWN + "resource-policy/";

    /**
     * @param body the parameters as sent; what they lack leads to a path that names no secret
     */
    public static Leave of(AwsOperation operation, ObjectNode body) {
        return switch (operation) {
            case GET_SECRET_VALUE -> new Leave(Operation.READ, DATA + name(body));
            case CREATE_SECRET -> new Leave(Operation.CREATE, DATA + newName(body));
            case PUT_SECRET_VALUE, UPDATE_SECRET_VERSION_STAGE ->
                    new Leave(Operation.UPDATE, DATA + name(body));
            case UPDATE_SECRET ->
                    new Leave(Operation.UPDATE, (hasValue(body) ? DATA : METADATA) + name(body));
            case DESCRIBE_SECRET, LIST_SECRET_VERSION_IDS ->
                    new Leave(Operation.READ, METADATA + name(body));
            case DELETE_SECRET -> new Leave(Operation.DELETE, METADATA + name(body));
            case RESTORE_SECRET, TAG_RESOURCE, UNTAG_RESOURCE ->
                    new Leave(Operation.UPDATE, METADATA + name(body));
            case LIST_SECRETS -> new Leave(Operation.LIST, METADATA);
            case BATCH_GET_SECRET_VALUE ->
                    new Leave(Operation.READ, OWN + "batch-get-secret-value");
            case GET_RANDOM_PASSWORD -> new Leave(Operation.READ, OWN + "random-password");

            case ROTATE_SECRET ->
                    new Leave(
                            Operation.UPDATE,
                            (setsRotation(body) ? ROTATION : ROTATE) + name(body));
            case CANCEL_ROTATE_SECRET -> ofRotation(name(body));

            // Paths of their own: who may say who reads is not who may change tags.
            case PUT_RESOURCE_POLICY -> new Leave(Operation.UPDATE, POLICY + name(body));
            case GET_RESOURCE_POLICY, LIST_RESOURCE_POLICIES ->
                    new Leave(Operation.READ, POLICY + name(body));
            case DELETE_RESOURCE_POLICY -> new Leave(Operation.DELETE, POLICY + name(body));
            // As with AWS: for a secret, whoever checks a policy has to be able to attach it.
            case VALIDATE_RESOURCE_POLICY ->
                    body.hasNonNull("SecretId")
                            ? new Leave(Operation.UPDATE, POLICY + name(body))
                            : new Leave(Operation.READ, OWN + "validate-resource-policy");
            case REPLICATE_SECRET_TO_REGIONS,
                    REMOVE_REGIONS_FROM_REPLICATION,
                    STOP_REPLICATION_TO_REPLICA ->
                    new Leave(Operation.UPDATE, METADATA + name(body));
        };
    }

    /** For reading the value of one secret, where an operation reads several. */
    public static Leave ofValue(String name) {
        return new Leave(Operation.READ, DATA + name);
    }

    /** For what is known of one secret besides its value. */
    public static Leave ofMetadata(Operation operation, String name) {
        return new Leave(operation, METADATA + name);
    }

    /** For how one secret is rotated. */
    public static Leave ofRotation(String name) {
        return new Leave(Operation.UPDATE, ROTATION + name);
    }

    /** Whether RotateSecret says how, not only that. */
    private static boolean setsRotation(ObjectNode body) {
        return body.hasNonNull("RotationLambdaARN")
                || body.hasNonNull("RotationRules")
                || body.hasNonNull("RotateImmediately");
    }

    /** Whether an update brings a new value. */
    public static boolean hasValue(ObjectNode body) {
        return body.hasNonNull("SecretString") || body.hasNonNull("SecretBinary");
    }

    private static String name(ObjectNode body) {
        return SecretId.of(text(body.get("SecretId"))).name();
    }

    private static String newName(ObjectNode body) {
        String name = text(body.get("Name"));
        return SecretId.isName(name) ? name : "";
    }

    private static String text(@Nullable JsonNode node) {
        return node != null && node.isString() ? node.stringValue() : "";
    }
}
