package io.sealwright.server.aws;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The operations of AWS Secrets Manager that there are here. */
public enum AwsOperation {
    GET_SECRET_VALUE("GetSecretValue"),
    BATCH_GET_SECRET_VALUE("BatchGetSecretValue"),
    CREATE_SECRET("CreateSecret"),
    PUT_SECRET_VALUE("PutSecretValue"),
    UPDATE_SECRET("UpdateSecret"),
    DESCRIBE_SECRET("DescribeSecret"),
    LIST_SECRET_VERSION_IDS("ListSecretVersionIds"),
    LIST_SECRETS("ListSecrets"),
    DELETE_SECRET("DeleteSecret"),
    RESTORE_SECRET("RestoreSecret"),
    UPDATE_SECRET_VERSION_STAGE("UpdateSecretVersionStage"),
    TAG_RESOURCE("TagResource"),
    UNTAG_RESOURCE("UntagResource"),
    GET_RANDOM_PASSWORD("GetRandomPassword"),

    ROTATE_SECRET("RotateSecret"),
    CANCEL_ROTATE_SECRET("CancelRotateSecret"),

    PUT_RESOURCE_POLICY("PutResourcePolicy"),
    GET_RESOURCE_POLICY("GetResourcePolicy"),
    DELETE_RESOURCE_POLICY("DeleteResourcePolicy"),
    VALIDATE_RESOURCE_POLICY("ValidateResourcePolicy"),
    LIST_RESOURCE_POLICIES("ListResourcePolicies"),
    REPLICATE_SECRET_TO_REGIONS("ReplicateSecretToRegions"),
    REMOVE_REGIONS_FROM_REPLICATION("RemoveRegionsFromReplication"),
    STOP_REPLICATION_TO_REPLICA("StopReplicationToReplica");

    /** As the audit log calls the API. */
    public static final String API = "aws";

    /** As scopes of signatures and targets of requests call the service. */
    public static final String SERVICE = "secretsmanager";

    private static final Set<String> NOT_YET =
            Set.of("AssociateCrossAccountReplica", "DisassociateCrossAccountReplica");

    private static final Set<String> ON_NO_SECRET =
            Set.of("BatchGetSecretValue", "CreateSecret", "GetRandomPassword", "ListSecrets");

    private static final Map<String, AwsOperation> BY_NAME = new HashMap<>();

    static {
        for (AwsOperation operation : values()) {
            BY_NAME.put(operation.wireName, operation);
        }
    }

    private final String wireName;

    AwsOperation(String wireName) {
        this.wireName = wireName;
    }

    /** As AWS calls it. */
    public String wireName() {
        return wireName;
    }

    /** Null for a name that is none here. */
    public static @Nullable AwsOperation find(String wireName) {
        return BY_NAME.get(wireName);
    }

    /** Whether AWS has an operation of this name, and this server has not yet. */
    public static boolean notYet(String wireName) {
        return NOT_YET.contains(wireName);
    }

    /** Whether it is asked for with the name of one secret that is there. */
    public boolean isOnSecret() {
        return !ON_NO_SECRET.contains(wireName);
    }

    /** Names of all that AWS does to one secret, also of what this server does not. */
    public static List<String> onSecrets() {
        return Stream.concat(Stream.of(values()).map(AwsOperation::wireName), NOT_YET.stream())
                .filter(name -> !ON_NO_SECRET.contains(name))
                .toList();
    }
}
