package io.sealwright.server.aws;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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
    CANCEL_ROTATE_SECRET("CancelRotateSecret");

    /** As the audit log calls the API. */
    public static final String API = "aws";

    /** As scopes of signatures and targets of requests call the service. */
    public static final String SERVICE = "secretsmanager";

    private static final Set<String> NOT_YET =
            Set.of(
                    "AssociateCrossAccountReplica",
                    "DeleteResourcePolicy",
                    "DisassociateCrossAccountReplica",
                    "GetResourcePolicy",
                    "ListResourcePolicies",
                    "PutResourcePolicy",
                    "RemoveRegionsFromReplication",
                    "ReplicateSecretToRegions",
                    "StopReplicationToReplica",
                    "ValidateResourcePolicy");

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
}
