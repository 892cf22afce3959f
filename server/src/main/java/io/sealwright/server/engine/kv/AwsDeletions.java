package io.sealwright.server.engine.kv;

import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.aws.SecretId;
import io.sealwright.server.rotation.Place;
import io.sealwright.server.rotation.Rotation;
import io.sealwright.server.rotation.Rotations;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.Response;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** DeleteSecret and RestoreSecret. */
final class AwsDeletions {
    private static final String WINDOW = "RecoveryWindowInDays";
    private static final String FORCE = "ForceDeleteWithoutRecovery";
    private static final String DELETION_DATE = "DeletionDate";
    private static final int LEAST_DAYS = 7;
    private static final int MOST_DAYS = 30;
    private static final int ID_BYTES = Long.BYTES + 16;

    private final Secrets secrets;

    AwsDeletions(Secrets secrets) {
        this.secrets = secrets;
    }

    Response delete(Call call) {
        SecretId id = AwsSecret.id(call);
        AwsParameters parameters = new AwsParameters(call.body());
        boolean force = parameters.flag(FORCE, false);
        Instant due = call.now().plus(window(parameters, force));
        Secret stored = secrets.editAny(call.records(), id.name());
        if (force && stored == null) {
            // As AWS does: whoever wants it gone hears that it is.
            return Response.of(
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("ARN", AwsSecret.arn(call, id.name(), id.suffix()))
                            .put("Name", id.name())
                            .put(DELETION_DATE, AwsSecret.time(call.now())));
        }
        AwsSecret found = AwsSecret.required(id, stored);
        AwsReplication.requireNoReplicas(found);
        if (force) {
            deleteDue(call.context(), found.secret());
            secrets.remove(call.context(), found.name(), found.secret());
        } else {
            schedule(call, found.requireLive(), due);
        }
        secrets.tellRemoved(call.context(), found.name(), found.secret());
        ObjectNode answer = found.answer(call);
        answer.put(DELETION_DATE, AwsSecret.time(force ? call.now() : due));
        return Response.of(answer);
    }

    private static Duration window(AwsParameters parameters, boolean force) {
        Long days = parameters.number(WINDOW);
        if (days == null) {
            return Duration.ofDays(MOST_DAYS);
        }
        if (force) {
            throw AwsErrors.invalidParameter(
                    "You can't use ForceDeleteWithoutRecovery in conjunction with"
                            + " RecoveryWindowInDays.");
        }
        if (days < LEAST_DAYS || days > MOST_DAYS) {
            throw AwsErrors.invalidParameter(
                    "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
        }
        return Duration.ofDays(days);
    }

    /**
     * A rotation of this server ends here, with what it is trying out: what nobody may read is not
     * changed any more. A version that a client has made pending is the client's, and stays.
     */
    private static void schedule(Call call, AwsSecret found, Instant due) {
        EngineContext context = call.context();
        Place place = Secrets.place(context, found.name(), found.secret());
        Rotation rotation = Rotations.find(call.transaction(), place);
        if (rotation != null) {
            Rotations.delete(call.transaction(), place);
            if (rotation.underway() != null) {
                Secrets.dropPending(context, found.name());
            }
        }
        Secret secret = Secrets.findAny(call.records(), found.name());
        if (secret == null) {
            throw new IllegalStateException("a secret that was there is not");
        }
        SecretAbout.Deletion deletion = new SecretAbout.Deletion(call.now(), due);
        Secrets.save(
                call.records(),
                found.name(),
                secret.with(secret.about().withDeletion(deletion), call.now()));
        WaitingNames.put(call.records(), secret, found.name());
        call.transaction()
                .putDue(
                        due,
                        DueWork.SECRET_REMOVAL,
                        call.mount().namespaceId(),
                        dueId(context, secret),
                        found.name().getBytes(StandardCharsets.UTF_8));
    }

    Response restore(Call call) {
        SecretId id = AwsSecret.id(call);
        AwsSecret found = AwsSecret.required(id, secrets.editAny(call.records(), id.name()));
        Secret secret = found.secret();
        if (secret.about().deletion() != null) {
            deleteDue(call.context(), secret);
            WaitingNames.delete(call.records(), secret);
            secrets.saveAbout(
                    call.context(),
                    found.name(),
                    secret.with(secret.about().withDeletion(null), call.now()));
        }
        return Response.of(found.answer(call));
    }

    private static void deleteDue(EngineContext context, Secret secret) {
        SecretAbout.Deletion deletion = secret.about().deletion();
        if (deletion != null) {
            context.transaction()
                    .deleteDue(
                            deletion.due(),
                            DueWork.SECRET_REMOVAL,
                            context.mount().namespaceId(),
                            dueId(context, secret));
        }
    }

    private static byte[] dueId(EngineContext context, Secret secret) {
        return ByteBuffer.allocate(ID_BYTES)
                .putLong(context.mount().space().value())
                .put(secret.uid())
                .array();
    }
}
