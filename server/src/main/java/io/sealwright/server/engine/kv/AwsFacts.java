package io.sealwright.server.engine.kv;

import io.sealwright.server.aws.AwsOperation;
import io.sealwright.server.aws.Leave;
import io.sealwright.server.aws.policy.ConditionKey;
import io.sealwright.server.aws.policy.PolicyFacts;
import io.sealwright.server.spi.Call;
import io.sealwright.server.token.CidrBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a resource policy's conditions see of a request about one secret. A parameter of a wrong
 * type is none here; the operation refuses it.
 *
 * @param operation that the secret is asked for with: in a batch, each one's own
 * @param body its parameters
 */
record AwsFacts(Call call, AwsOperation operation, ObjectNode body, AwsSecret found)
        implements PolicyFacts {
    private static final String TAGS = "Tags";

    @Override
    public List<String> values(ConditionKey key, String parameter) {
        return switch (key) {
            case SOURCE_IP -> address(call.request().remote().address());
            case SECURE_TRANSPORT -> List.of(Boolean.toString(call.request().remote().tls()));
            case CURRENT_TIME, EPOCH_TIME -> List.of(Long.toString(call.now().getEpochSecond()));
            case USER_AGENT -> userAgent();
            case REQUESTED_REGION -> List.of(AwsSecret.region(call));
            case RESOURCE_ACCOUNT -> List.of(AwsSecret.account(call));
            case TAG_KEYS -> tagKeys();
            case REQUEST_TAG -> requestTags(parameter);
            case RESOURCE_TAG, SECRET_TAG -> tags(parameter);
            case SECRET_ID -> List.of(found.arn(call));
            case VERSION_STAGE -> stages();
            case PRIMARY_REGION -> List.of(AwsReplication.primary(call, found.secret()));
            case ROTATED_BY -> AwsRotationShown.functionArn(call, found).stream().toList();
            case ROTATION_LAMBDA -> text("RotationLambdaARN");
            case ROTATE_IMMEDIATELY -> flag("RotateImmediately");
            case MODIFY_RULES -> List.of(Boolean.toString(body.hasNonNull("RotationRules")));
            case VERSION_ID -> text("VersionId");
            case DESCRIPTION -> text("Description");
            case KMS_KEY_ID -> text("KmsKeyId");
            case RECOVERY_WINDOW -> number("RecoveryWindowInDays");
            case FORCE_DELETE -> flag("ForceDeleteWithoutRecovery");
            case BLOCK_PUBLIC_POLICY -> flag("BlockPublicPolicy");
            case ADD_REPLICA_REGIONS -> each("AddReplicaRegions", "Region");
            case FORCE_OVERWRITE -> flag("ForceOverwriteReplicaSecret");
            case PRINCIPAL_ARN,
                    PRINCIPAL_ACCOUNT,
                    PRINCIPAL_TYPE,
                    PRINCIPAL_IS_SERVICE,
                    VIA_SERVICE,
                    USER_NAME ->
                    throw new IllegalStateException("a fact of the caller's");
        };
    }

    private List<String> userAgent() {
        return call.request().headers().getOrDefault("user-agent", List.of()).stream()
                .limit(1)
                .toList();
    }

    /** None for what has no address, such as a local socket. */
    private static List<String> address(String text) {
        try {
            CidrBlock _ = CidrBlock.parse(text);
            return List.of(text);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** What is read or written where the request does not say; of a version, its labels. */
    private List<String> stages() {
        if (operation == AwsOperation.GET_SECRET_VALUE) {
            return readStages();
        }
        if (operation == AwsOperation.PUT_SECRET_VALUE) {
            List<String> given = texts("VersionStages");
            return given.isEmpty() ? List.of(Secret.CURRENT) : given;
        }
        boolean writesCurrent = operation == AwsOperation.UPDATE_SECRET && Leave.hasValue(body);
        return writesCurrent ? List.of(Secret.CURRENT) : text("VersionStage");
    }

    private List<String> readStages() {
        List<String> given = text("VersionStage");
        List<String> id = text("VersionId");
        if (!given.isEmpty()) {
            return given;
        }
        if (id.isEmpty()) {
            return List.of(Secret.CURRENT);
        }
        SecretVersion version = found.secret().versionOf(id.getFirst());
        return version == null ? List.of() : found.labels(version);
    }

    private List<String> tagKeys() {
        List<String> keys = new ArrayList<>(each(TAGS, "Key"));
        keys.addAll(texts("TagKeys"));
        return keys;
    }

    private List<String> requestTags(String tag) {
        List<String> values = new ArrayList<>();
        for (JsonNode given : elements(TAGS)) {
            if (given.path("Key").asString("").equalsIgnoreCase(tag)) {
                values.add(given.path("Value").asString(""));
            }
        }
        return values;
    }

    /** Names of condition keys do not tell capital letters from small ones. */
    private List<String> tags(String tag) {
        return found.secret().about().tags().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(tag))
                .map(Map.Entry::getValue)
                .toList();
    }

    private List<String> text(String name) {
        return strings(body.get(name));
    }

    private List<String> texts(String name) {
        return elements(name).stream().flatMap(one -> strings(one).stream()).toList();
    }

    private List<String> each(String list, String member) {
        return elements(list).stream().flatMap(one -> strings(one.get(member)).stream()).toList();
    }

    private static List<String> strings(@Nullable JsonNode node) {
        return node != null && node.isString() ? List.of(node.stringValue()) : List.of();
    }

    private List<JsonNode> elements(String name) {
        List<JsonNode> elements = new ArrayList<>();
        if (body.path(name).isArray()) {
            body.path(name).forEach(elements::add);
        }
        return elements;
    }

    private List<String> flag(String name) {
        JsonNode node = body.path(name);
        return node.isBoolean() ? List.of(Boolean.toString(node.booleanValue())) : List.of();
    }

    private List<String> number(String name) {
        String text = body.path(name).isNumber() ? body.path(name).numberValue().toString() : "";
        return text.matches("-?[0-9]{1,18}") ? List.of(text) : List.of();
    }
}
