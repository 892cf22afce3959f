package io.sealwright.server.aws.policy;

import java.util.List;

/**
 * A request as a policy looks at it.
 *
 * @param action without its service, such as {@code GetSecretValue}
 */
public record PolicyRequest(AwsCaller caller, String action, PolicyFacts facts) {
    List<String> values(ConditionKey key, String parameter) {
        return switch (key) {
            case PRINCIPAL_ARN -> List.of(caller.principalArn());
            case PRINCIPAL_ACCOUNT -> List.of(caller.account());
            case PRINCIPAL_TYPE -> List.of(caller.type());
            // There are no services here that would call.
            case PRINCIPAL_IS_SERVICE, VIA_SERVICE -> List.of("false");
            case USER_NAME -> caller.userName().isEmpty() ? List.of() : List.of(caller.userName());
            case SOURCE_IP,
                    SECURE_TRANSPORT,
                    CURRENT_TIME,
                    EPOCH_TIME,
                    USER_AGENT,
                    REQUESTED_REGION,
                    RESOURCE_ACCOUNT,
                    TAG_KEYS,
                    REQUEST_TAG,
                    RESOURCE_TAG,
                    SECRET_TAG,
                    SECRET_ID,
                    VERSION_ID,
                    VERSION_STAGE,
                    DESCRIPTION,
                    KMS_KEY_ID,
                    RECOVERY_WINDOW,
                    FORCE_DELETE,
                    BLOCK_PUBLIC_POLICY,
                    ADD_REPLICA_REGIONS,
                    FORCE_OVERWRITE,
                    PRIMARY_REGION,
                    ROTATED_BY,
                    ROTATION_LAMBDA,
                    ROTATE_IMMEDIATELY,
                    MODIFY_RULES ->
                    facts.values(key, parameter);
        };
    }
}
