package io.sealwright.server.engine.kv;

import io.sealwright.policy.Operation;
import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.aws.AwsOperation;
import io.sealwright.server.aws.Leave;
import io.sealwright.server.aws.SecretId;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * CreateSecret, PutSecretValue and UpdateSecret. A request that comes again with its {@code
 * ClientRequestToken} changes nothing more.
 */
final class AwsWrites {
    private static final String TOKEN = "ClientRequestToken";
    private static final String VERSION_ID = "VersionId";
    private static final String DESCRIPTION = "Description";
    private static final String KMS_KEY = "KmsKeyId";
    private static final int LEAST_TOKEN = 32;
    private static final int MAX_TOKEN = 64;
    private static final int MAX_DESCRIPTION = 2_048;
    private static final int MAX_KMS_KEY = 2_048;
    private static final int MAX_TYPE = 256;
    private static final int MAX_LABELS = 20;
    private static final int MAX_LABEL = 256;
    private static final int MAX_ROTATION_TOKEN = 256;

    private final Secrets secrets;
    private final AwsReplication replication;

    AwsWrites(Secrets secrets, AwsReplication replication) {
        this.secrets = secrets;
        this.replication = replication;
    }

    Response create(Call call) {
        String name = AwsSecret.newName(call);
        AwsParameters parameters = new AwsParameters(call.body());
        refuseUnsupported(parameters);
        AwsValue value = AwsValue.of(parameters);
        SecretAbout about =
                replicated(
                        call,
                        name,
                        about(SecretAbout.NOTHING, parameters)
                                .withTags(AwsTags.added(SecretAbout.NOTHING.tags(), parameters)),
                        parameters);
        Secret found = secrets.editAny(call.records(), name);
        if (found != null) {
            return again(call, new AwsSecret(name, found), value, parameters);
        }
        Secret fresh = secrets.create(call.now()).with(about, call.now());
        AwsSecret made = new AwsSecret(name, fresh);
        ObjectNode answer = made.answer(call);
        if (value == null) {
            secrets.saveAbout(call.context(), name, fresh);
        } else {
            String id = token(parameters);
            append(call, made, value, id, List.of(Secret.CURRENT));
            answer.put(VERSION_ID, id);
        }
        replication.show(call, answer, fresh);
        return Response.of(answer);
    }

    /** As with AWS, that is a leave of its own. */
    private SecretAbout replicated(
            Call call, String name, SecretAbout about, AwsParameters parameters) {
        SecretAbout more = replication.added(call, about, parameters);
        if (!more.replicas().isEmpty()
                && !AwsSecret.allowed(call, Leave.ofMetadata(Operation.UPDATE, name))) {
            throw RequestFailure.denied();
        }
        return more;
    }

    private static void refuseUnsupported(AwsParameters parameters) {
        if (parameters.has("CrossAccountPrimaryARN")) {
            throw AwsErrors.invalidParameter(
                    "This server copies no secret from one account to another; leave"
                            + " CrossAccountPrimaryARN out.");
        }
        String type = parameters.text("Type", MAX_TYPE);
        if (type != null && !type.isEmpty()) {
            throw AwsErrors.invalidParameter(
                    "This server knows no partner that holds secrets outside of it; leave Type"
                            + " out.");
        }
    }

    /** A secret of the name is there: right only if it is this request that has made it. */
    private Response again(
            Call call, AwsSecret found, @Nullable AwsValue value, AwsParameters parameters) {
        if (found.secret().about().deletion() != null) {
            throw AwsErrors.invalidRequest(
                    "You can't create this secret because a secret with this name is already"
                            + " scheduled for deletion.");
        }
        SecretVersion version = value == null ? null : found.secret().versionOf(token(parameters));
        if (value == null || version == null || !same(call, found, version, value)) {
            throw AwsErrors.exists(
                    "The operation failed because the secret " + found.name() + " already exists.");
        }
        ObjectNode answer = found.answer(call).put(VERSION_ID, version.id());
        replication.show(call, answer, found.secret());
        return Response.of(answer);
    }

    private boolean same(Call call, AwsSecret found, SecretVersion version, AwsValue value) {
        if (version.destroyed()) {
            return false;
        }
        StoredVersion stored = secrets.load(call.records(), found.name(), found.secret(), version);
        boolean same = value.is(stored);
        Arrays.fill(stored.payload(), (byte) 0);
        return same;
    }

    static String token(AwsParameters parameters) {
        String token = parameters.text(TOKEN, MAX_TOKEN);
        if (token == null) {
            throw AwsErrors.invalidRequest(
                    "You must provide a ClientRequestToken value. We recommend a UUID-type value.");
        }
        AwsParameters.requireLength(TOKEN, token.length(), LEAST_TOKEN, MAX_TOKEN);
        return token;
    }

    private static SecretAbout about(SecretAbout old, AwsParameters parameters) {
        String description = parameters.text(DESCRIPTION, MAX_DESCRIPTION);
        String kmsKey = parameters.text(KMS_KEY, MAX_KMS_KEY);
        SecretAbout described = description == null ? old : old.withDescription(description);
        return kmsKey == null ? described : described.withKmsKey(kmsKey);
    }

    Response put(Call call) {
        AwsSecret found = edited(call);
        AwsParameters parameters = new AwsParameters(call.body());
        AwsValue value = AwsValue.of(parameters);
        if (value == null) {
            throw AwsErrors.invalidRequest("You must provide either SecretString or SecretBinary.");
        }
        String id = token(parameters);
        List<String> labels = parameters.texts("VersionStages", MAX_LABELS, MAX_LABEL);
        AwsSecret written =
                write(
                        call,
                        found,
                        value,
                        id,
                        labels.isEmpty() ? List.of(Secret.CURRENT) : labels,
                        parameters.text("RotationToken", MAX_ROTATION_TOKEN));
        ObjectNode answer = found.answer(call).put(VERSION_ID, id);
        SecretVersion version = written.secret().versionOf(id);
        answer.set(
                "VersionStages",
                AwsSecret.texts(version == null ? List.of() : written.labels(version)));
        return Response.of(answer);
    }

    private AwsSecret edited(Call call) {
        SecretId id = AwsSecret.id(call);
        return AwsSecret.required(id, secrets.editAny(call.records(), id.name())).requireLive();
    }

    /** The secret as it is then. */
    private AwsSecret write(
            Call call,
            AwsSecret found,
            AwsValue value,
            String id,
            List<String> labels,
            @Nullable String rotationToken) {
        SecretVersion version = found.secret().versionOf(id);
        if (version != null) {
            if (!same(call, found, version, value)) {
                throw AwsErrors.exists(
                        "You can't use ClientRequestToken "
                                + id
                                + " because that value is already in use for a version of secret "
                                + found.arn(call)
                                + ".");
            }
            return found;
        }
        AwsPending pending = AwsPending.of(secrets, call, found);
        pending.requireWrite(id, labels, rotationToken);
        List<String> moving = new ArrayList<>(labels);
        // The first version is the current one, whatever is asked for.
        if (!found.secret().stages().containsKey(Secret.CURRENT)
                && !moving.contains(Secret.CURRENT)
                && !pending.isOf(id)) {
            moving.add(Secret.CURRENT);
        }
        append(call, found, value, id, moving);
        return found.with(required(Secrets.find(call.records(), found.name())));
    }

    private static Secret required(@Nullable Secret written) {
        if (written == null) {
            throw new IllegalStateException("a secret that was just written is not there");
        }
        return written;
    }

    private void append(
            Call call, AwsSecret found, AwsValue value, String id, List<String> labels) {
        KvConfig config = KvConfig.of(call.records());
        if (config.casRequired() || found.secret().casRequired()) {
            throw AwsErrors.invalidRequest(
                    "Writes of this secret must say check-and-set (cas_required of the mount or the"
                            + " secret), which this API cannot.");
        }
        SecretVersion _ =
                secrets.append(
                        call,
                        found.name(),
                        found.secret(),
                        config,
                        new NewVersion(id, value.kind(), value.payload(), labels));
        Arrays.fill(value.payload(), (byte) 0);
    }

    Response update(Call call) {
        AwsSecret found = edited(call);
        AwsParameters parameters = new AwsParameters(call.body());
        refuseUnsupported(parameters);
        AwsValue value = AwsValue.of(parameters);
        SecretAbout about = about(found.secret().about(), parameters);
        ObjectNode answer = found.answer(call);
        if (!about.equals(found.secret().about())) {
            // With a value, the request was decided by the leave to write that.
            if (value != null
                    && AwsPolicies.refusal(
                                    call,
                                    Leave.ofMetadata(Operation.UPDATE, found.name()),
                                    AwsOperation.UPDATE_SECRET,
                                    found.name())
                            != null) {
                throw RequestFailure.denied();
            }
            found = found.with(found.secret().with(about, call.now()));
            secrets.saveAbout(call.context(), found.name(), found.secret());
        }
        if (value != null) {
            String id = token(parameters);
            AwsSecret _ = write(call, found, value, id, List.of(Secret.CURRENT), null);
            answer.put(VERSION_ID, id);
        }
        return Response.of(answer);
    }
}
