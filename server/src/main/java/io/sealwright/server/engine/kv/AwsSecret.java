package io.sealwright.server.engine.kv;

import io.sealwright.policy.Decision;
import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.aws.Leave;
import io.sealwright.server.aws.SecretId;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A secret as a call of the AWS API means it.
 *
 * @param name its path in the mount
 */
record AwsSecret(String name, Secret secret) {
    static final String ID = "SecretId";
    static final int MAX_ID = 2_048;

    /** As {@code auth.aws} puts it into the standing of a signer. */
    private static final String ACCOUNT = "account_id";

    private static final String NO_NAME =
            "Invalid name. Must be a valid name containing alphanumeric characters, or any of the"
                    + " following: -/_+=.@! and no empty segment between slashes";
    private static final int MILLIS = 3;

    /**
     * The name that the call has leave for.
     *
     * @throws RequestFailure if its {@code SecretId} names nothing, or something of another account
     *     or region
     */
    static SecretId id(Call call) {
        SecretId id = id(call, new AwsParameters(call.body()).required(ID, MAX_ID));
        requireAuthorized(call, id.name());
        return id;
    }

    /** What is done is done to what was authorized, and to nothing else. */
    private static void requireAuthorized(Call call, String name) {
        if (!call.path(KvPath.NAME).equals(name)) {
            throw new IllegalStateException("a name that is not the one that was authorized");
        }
    }

    static SecretId id(Call call, String text) {
        SecretId id = SecretId.of(text);
        if (id.name().isEmpty()) {
            throw AwsErrors.validation(NO_NAME);
        }
        if (!id.region().isEmpty()
                && !(id.region().equals(region(call)) && id.account().equals(account(call)))) {
            throw AwsErrors.notFound();
        }
        return id;
    }

    /** The name of a secret that is to be made. */
    static String newName(Call call) {
        String name = new AwsParameters(call.body()).required("Name", SecretId.MAX_NAME);
        if (!SecretId.isName(name)) {
            throw AwsErrors.validation(NO_NAME);
        }
        requireAuthorized(call, name);
        return name;
    }

    /**
     * @throws RequestFailure if there is none, also where an ARN has the end of an earlier secret's
     */
    static AwsSecret required(SecretId id, @Nullable Secret found) {
        if (found == null || !id.suffix().isEmpty() && !id.suffix().equals(found.arnSuffix())) {
            throw AwsErrors.notFound();
        }
        return new AwsSecret(id.name(), found);
    }

    /** The secret of a call, unless it waits for its deletion. */
    static AwsSecret live(Call call, SecretId id) {
        return required(id, Secrets.findAny(call.records(), id.name())).requireLive();
    }

    AwsSecret requireLive() {
        if (secret.about().deletion() != null) {
            throw AwsErrors.markedForDeletion();
        }
        return this;
    }

    AwsSecret with(Secret changed) {
        return new AwsSecret(name, changed);
    }

    static Action.Signed action(Call call) {
        if (call.request().action() instanceof Action.Signed signed) {
            return signed;
        }
        throw new IllegalStateException("a call of the AWS API without its signature");
    }

    static String region(Call call) {
        return action(call).signature().scope().region();
    }

    static String account(Call call) {
        return call.caller().token().metadata().getOrDefault(ACCOUNT, "");
    }

    /** ARN and name, with which every answer about one secret begins. */
    ObjectNode answer(Call call) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("ARN", arn(call, name, secret.arnSuffix()));
        answer.put("Name", name);
        return answer;
    }

    String arn(Call call) {
        return arn(call, name, secret.arnSuffix());
    }

    static String arn(Call call, String name, String suffix) {
        return SecretId.arn(region(call), account(call), name, suffix);
    }

    /** What a rotator is called by a caller of this API. */
    static String functionArn(Call call, String rotator) {
        return "arn:aws:lambda:" + region(call) + ":" + account(call) + ":function:" + rotator;
    }

    /** Labels of a version, in order. */
    List<String> labels(SecretVersion version) {
        return secret.stages().entrySet().stream()
                .filter(stage -> stage.getValue() == version.number())
                .map(Map.Entry::getKey)
                .toList();
    }

    static ArrayNode texts(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    /** Seconds with their fraction, as AWS's JSON has times. */
    static BigDecimal time(Instant time) {
        return BigDecimal.valueOf(time.toEpochMilli(), MILLIS);
    }

    /** Whether the caller's policies also give leave for this, at the call's mount. */
    static boolean allowed(Call call, Leave leave) {
        return decide(call, leave).allowed();
    }

    /** What the caller's policies say to this, at the call's mount. */
    static Decision decide(Call call, Leave leave) {
        Request other =
                call.request()
                        .withPath(call.mount().path() + leave.path())
                        .withOperation(leave.operation());
        return call.caller().decide(other);
    }
}
