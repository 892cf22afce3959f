package io.sealwright.server.aws.policy;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What conditions can look at: the keys of AWS that are known of a request here. */
public enum ConditionKey {
    SOURCE_IP("aws:SourceIp", Kind.ADDRESS),
    SECURE_TRANSPORT("aws:SecureTransport", Kind.BOOL),
    CURRENT_TIME("aws:CurrentTime", Kind.DATE),
    EPOCH_TIME("aws:EpochTime", Kind.DATE, Kind.NUMBER),
    PRINCIPAL_ARN("aws:PrincipalArn", Kind.ARN, Kind.STRING),
    PRINCIPAL_ACCOUNT("aws:PrincipalAccount", Kind.STRING),
    PRINCIPAL_TYPE("aws:PrincipalType", Kind.STRING),
    PRINCIPAL_IS_SERVICE("aws:PrincipalIsAWSService", Kind.BOOL),
    VIA_SERVICE("aws:ViaAWSService", Kind.BOOL),
    USER_NAME("aws:username", Kind.STRING),
    USER_AGENT("aws:UserAgent", Kind.STRING),
    REQUESTED_REGION("aws:RequestedRegion", Kind.STRING),
    RESOURCE_ACCOUNT("aws:ResourceAccount", Kind.STRING),
    TAG_KEYS("aws:TagKeys", Kind.STRING),
    /** With the tag's key behind it, as the next two. */
    REQUEST_TAG("aws:RequestTag/", Kind.STRING),
    RESOURCE_TAG("aws:ResourceTag/", Kind.STRING),
    SECRET_TAG("secretsmanager:ResourceTag/", Kind.STRING),
    SECRET_ID("secretsmanager:SecretId", Kind.ARN, Kind.STRING),
    VERSION_ID("secretsmanager:VersionId", Kind.STRING),
    VERSION_STAGE("secretsmanager:VersionStage", Kind.STRING),
    DESCRIPTION("secretsmanager:Description", Kind.STRING),
    KMS_KEY_ID("secretsmanager:KmsKeyId", Kind.STRING),
    RECOVERY_WINDOW("secretsmanager:RecoveryWindowInDays", Kind.NUMBER),
    FORCE_DELETE("secretsmanager:ForceDeleteWithoutRecovery", Kind.BOOL),
    BLOCK_PUBLIC_POLICY("secretsmanager:BlockPublicPolicy", Kind.BOOL),
    ADD_REPLICA_REGIONS("secretsmanager:AddReplicaRegions", Kind.STRING),
    FORCE_OVERWRITE("secretsmanager:ForceOverwriteReplicaSecret", Kind.BOOL),
    PRIMARY_REGION("secretsmanager:SecretPrimaryRegion", Kind.STRING),
    /** Of the function that rotates the secret. */
    ROTATED_BY("secretsmanager:resource/AllowRotationLambdaArn", Kind.ARN, Kind.STRING),
    /** Of the function that a request wants it to be rotated by. */
    ROTATION_LAMBDA("secretsmanager:RotationLambdaARN", Kind.ARN, Kind.STRING),
    ROTATE_IMMEDIATELY("secretsmanager:RotateImmediately", Kind.BOOL),
    MODIFY_RULES("secretsmanager:ModifyRotationRules", Kind.BOOL);

    /** What a value of a key is, and so with which operators it is compared. */
    enum Kind {
        STRING,
        ARN,
        NUMBER,
        DATE,
        BOOL,
        ADDRESS
    }

    private static final char PARAMETER = '/';

    private final String wireName;
    private final Set<Kind> kinds;

    ConditionKey(String wireName, Kind first, Kind... rest) {
        this.wireName = wireName;
        kinds = EnumSet.of(first, rest);
    }

    boolean is(Kind kind) {
        return kinds.contains(kind);
    }

    private boolean hasParameter() {
        return wireName.charAt(wireName.length() - 1) == PARAMETER;
    }

    /** The key of a name, in which capital letters are small ones; null if it is none here. */
    static @Nullable ConditionKey find(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        for (ConditionKey key : values()) {
            String own = key.wireName.toLowerCase(Locale.ROOT);
            if (key.hasParameter()
                    ? folded.startsWith(own) && folded.length() > own.length()
                    : folded.equals(own)) {
                return key;
            }
        }
        return null;
    }

    /** What stands behind the key in a name that leads to it; empty if nothing does. */
    String parameter(String name) {
        return hasParameter() ? name.substring(wireName.length()) : "";
    }
}
