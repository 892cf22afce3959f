package io.sealwright.server.operator;

import io.sealwright.policy.Operation;
import io.sealwright.server.http.DirectAnswer;
import io.sealwright.server.http.DirectEndpoint;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.Barrier;
import java.util.Set;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sys/rekey} and {@code sys/generate-root} without a token, only where {@code
 * sealwright.operator.unauthenticated-root-operations} says so. Cancelling needs the nonce.
 */
@Component
@ConditionalOnProperty(
        name = "sealwright.operator.unauthenticated-root-operations",
        havingValue = "true")
final class CeremonyEndpoint implements DirectEndpoint {
    private final Barrier barrier;
    private final Rekey rekey;
    private final GenerateRoot generateRoot;

    CeremonyEndpoint(Barrier barrier, Rekey rekey, GenerateRoot generateRoot) {
        this.barrier = barrier;
        this.rekey = rekey;
        this.generateRoot = generateRoot;
    }

    @Override
    public Set<String> paths() {
        return Set.of(
                "sys/rekey/init",
                "sys/rekey/update",
                "sys/rekey/verify",
                "sys/generate-root/attempt",
                "sys/generate-root/update");
    }

    @Override
    public Set<Operation> operations() {
        return Set.of(Operation.READ, Operation.UPDATE, Operation.DELETE);
    }

    @Override
    public DirectAnswer handle(Request request) {
        if (barrier.sealed()) {
            throw new RequestFailure(new Failure.Sealed());
        }
        ObjectNode body = request.body().object();
        return switch (request.operation()) {
            case READ -> DirectAnswer.of(read(request.path()));
            case DELETE -> cancel(request.path(), body.path("nonce").asString(""));
            case UPDATE -> DirectAnswer.of(update(request, body));
            case CREATE, PATCH, LIST, SCAN, HELP, REVOKE, RENEW, ROLLBACK ->
                    throw new RequestFailure(new Failure.UnsupportedOperation());
        };
    }

    private ObjectNode read(String path) {
        return switch (path) {
            case "sys/rekey/init" -> rekey.status();
            case "sys/rekey/verify" -> rekey.verification();
            case "sys/generate-root/attempt" -> generateRoot.status();
            default -> throw new RequestFailure(new Failure.UnsupportedOperation());
        };
    }

    private DirectAnswer cancel(String path, String nonce) {
        switch (path) {
            case "sys/rekey/init" -> rekey.cancel(nonce);
            case "sys/rekey/verify" -> rekey.restartVerification();
            case "sys/generate-root/attempt" -> generateRoot.cancel(nonce);
            default -> throw new RequestFailure(new Failure.UnsupportedOperation());
        }
        return DirectAnswer.empty();
    }

    private ObjectNode update(Request request, ObjectNode body) {
        String nonce = body.path("nonce").asString("");
        String key = body.path("key").asString("");
        return switch (request.path()) {
            case "sys/rekey/init" -> {
                CeremonyRoutes.refusePgp(
                        body.path("pgp_keys").size() > 0 || body.path("backup").asBoolean(false));
                yield rekey.start(
                        body.path("secret_shares").asInt(0),
                        body.path("secret_threshold").asInt(0),
                        body.path("require_verification").asBoolean(false));
            }
            case "sys/rekey/update" ->
                    CeremonyRoutes.withShare(
                            key, share -> rekey.update(nonce, share, request.deadline()));
            case "sys/rekey/verify" ->
                    CeremonyRoutes.withShare(
                            key, share -> rekey.verify(nonce, share, request.deadline()));
            case "sys/generate-root/attempt" -> {
                CeremonyRoutes.refusePgp(!body.path("pgp_key").asString("").isEmpty());
                yield generateRoot.start(body.path("otp").asString(""));
            }
            default ->
                    CeremonyRoutes.withShare(
                            key, share -> generateRoot.update(nonce, share, request.deadline()));
        };
    }
}
