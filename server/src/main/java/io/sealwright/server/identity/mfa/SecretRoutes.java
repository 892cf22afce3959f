package io.sealwright.server.identity.mfa;

import io.sealwright.policy.Operation;
import io.sealwright.server.identity.FactorSecrets;
import io.sealwright.server.identity.Identities;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.identity.IdentityRoutes;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** {@code mfa/method/totp/generate} and what operators do for others. */
@Component
final class SecretRoutes implements IdentityRoutes {
    private static final String METHOD = "method_id";
    private static final String ENTITY = "entity_id";

    private final MfaSettings settings;
    private final Identities identities;
    private final SecureRandom random;

    SecretRoutes(MfaSettings settings, Identities identities, SecureRandom random) {
        this.settings = settings;
        this.identities = identities;
        this.random = random;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("mfa/method/totp/generate", "Makes a secret for the caller's entity.")
                        .field(METHOD, FieldType.STRING, "Id of the method.")
                        .on(Operation.UPDATE, this::generate)
                        .build(),
                Route.at("mfa/method/totp/admin-generate", "Makes a secret for an entity.")
                        .field(METHOD, FieldType.STRING, "Id of the method.")
                        .field(ENTITY, FieldType.STRING, "Id of the entity.")
                        .on(Operation.UPDATE, this::adminGenerate)
                        .build(),
                Route.at("mfa/method/totp/admin-destroy", "Takes a secret away from an entity.")
                        .field(METHOD, FieldType.STRING, "Id of the method.")
                        .field(ENTITY, FieldType.STRING, "Id of the entity.")
                        .on(Operation.UPDATE, this::adminDestroy)
                        .build());
    }

    private Response generate(Call call) {
        PlacedMethod method = method(call);
        String caller = call.caller().token().entityId();
        if (caller.isEmpty()) {
            throw RequestFailure.invalid("missing entityID");
        }
        // Elsewhere an entity of that id would be another one, or none.
        if (call.caller().token().namespace() != call.mount().namespaceId()) {
            throw RequestFailure.invalid(
                    "entity namespace ID does not match the current namespace ID");
        }
        return generate(call, method, entity(call, caller));
    }

    private Response adminGenerate(Call call) {
        PlacedMethod method = method(call);
        String entity = call.string(ENTITY, "");
        if (entity.isEmpty()) {
            throw RequestFailure.invalid("missing entityID");
        }
        return generate(call, method, entity(call, entity));
    }

    private Response generate(Call call, PlacedMethod placed, String entity) {
        TotpMethod method = placed.method();
        FactorSecrets secrets = secrets(call);
        byte[] old = secrets.find(entity, method.id());
        if (old != null) {
            Arrays.fill(old, (byte) 0);
            return Response.empty()
                    .withWarning(
                            "Entity already has a secret for MFA method \"" + method.name() + "\"");
        }
        if (secrets.count(entity) >= FactorSecrets.MAX) {
            throw RequestFailure.invalid(
                    "an entity can have "
                            + FactorSecrets.MAX
                            + " MFA secrets: destroy one of them first");
        }
        byte[] key = new byte[method.keySize()];
        random.nextBytes(key);
        ObjectNode shown = Enrolment.shown(method, entity, key);
        try (TotpSecret secret = TotpSecret.fresh(method, key)) {
            secrets.put(entity, method.id(), secret.encode());
        }
        return Response.of(shown);
    }

    private Response adminDestroy(Call call) {
        PlacedMethod method = method(call);
        String entity = call.string(ENTITY, "");
        if (entity.isEmpty()) {
            throw RequestFailure.invalid("missing entity ID");
        }
        secrets(call).delete(entity(call, entity), method.id());
        return Response.empty();
    }

    private PlacedMethod method(Call call) {
        String id = call.string(METHOD, "");
        if (id.isEmpty()) {
            throw RequestFailure.invalid("missing method ID");
        }
        PlacedMethod found = settings.method(call.transaction(), call.mount().namespaceId(), id);
        if (found == null) {
            throw RequestFailure.invalid(
                    "configuration for method ID "
                            + (MethodIds.valid(id) ? '"' + id + "\" " : "")
                            + "does not exist");
        }
        settings.require(call.transaction(), found);
        return found;
    }

    /** The id of the entity as it is now. */
    private String entity(Call call, String id) {
        int namespace = call.mount().namespaceId();
        Identity found = identities.find(call.transaction(), namespace, id);
        if (found == null
                || !identities.entityExists(call.transaction(), namespace, found.entityId())) {
            throw RequestFailure.invalid("invalid entity ID");
        }
        return found.entityId();
    }

    private static FactorSecrets secrets(Call call) {
        return FactorSecrets.of(call.transaction(), call.mount().namespaceId());
    }
}
