package io.sealwright.server.auth.approle;

import io.sealwright.crypto.RandomTokens;
import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.security.SecureRandom;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes and lists the secret ids of a role, and sweeps those of a mount. */
@Component
final class SecretIdRoutes {
    private static final Field CHOSEN =
            Field.of(
                    "secret_id",
                    FieldType.STRING,
                    "The secret id, at most " + SecretIdParameters.MAX_SECRET_ID + " characters.");

    private final RoleRoutes roles;
    private final SecretIds secretIds;
    private final SecureRandom random;

    SecretIdRoutes(RoleRoutes roles, SecretIds secretIds, SecureRandom random) {
        this.roles = roles;
        this.secretIds = secretIds;
        this.random = random;
    }

    List<Route> routes() {
        return List.of(
                Route.at(
                                "role/{role_name}/secret-id",
                                "Makes a secret id, or lists the accessors of those there are.")
                        .fields(SecretIdParameters.FIELDS)
                        .fields(LoginNames.LIST_FIELDS)
                        .on(Operation.UPDATE, call -> make(call, RandomTokens.uuid(random)))
                        .on(Operation.LIST, this::list)
                        .build(),
                Route.at("role/{role_name}/custom-secret-id", "Takes a secret id of one's choice.")
                        .fields(List.of(CHOSEN))
                        .fields(SecretIdParameters.FIELDS)
                        .on(Operation.UPDATE, this::takeChosen)
                        .build(),
                Route.at("tidy/secret-id", "Removes secret ids that have expired.")
                        .on(Operation.UPDATE, SecretIdRoutes::tidy)
                        .build());
    }

    private Response takeChosen(Call call) {
        String chosen = call.string("secret_id", "").strip();
        if (chosen.isEmpty()) {
            throw RequestFailure.invalid("missing secret_id");
        }
        if (chosen.length() > SecretIdParameters.MAX_SECRET_ID) {
            throw RequestFailure.invalid(
                    "secret_id is longer than " + SecretIdParameters.MAX_SECRET_ID + " characters");
        }
        return make(call, chosen);
    }

    private Response make(Call call, String secretId) {
        Role role = roles.stored(call);
        if (role == null) {
            throw RequestFailure.notFound(missing(call));
        }
        if (!role.bindSecretId()) {
            throw RequestFailure.invalid("bind_secret_id is not set on the role");
        }
        SecretId made = SecretIdParameters.read(call, role, RandomTokens.uuid(random));
        secretIds.add(Place.of(call), role, secretId, made, call.now());
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("secret_id", secretId);
        data.put("secret_id_accessor", made.accessor());
        data.put("secret_id_num_uses", made.usesLeft());
        data.put("secret_id_ttl", made.ttl());
        return Response.of(data);
    }

    private Response list(Call call) {
        Role role = roles.stored(call);
        if (role == null) {
            throw RequestFailure.invalid(missing(call));
        }
        return LoginNames.listed(
                secretIds.accessors(
                        Place.of(call),
                        role,
                        call.string("after", ""),
                        LoginNames.limit(call),
                        call.now()));
    }

    /** Names are of a kind that may be repeated in an error. */
    static String missing(Call call) {
        return "role \"" + LoginNames.folded(call.path("role_name")) + "\" does not exist";
    }

    private static Response tidy(Call call) {
        SecretIdWork.tidy(Place.of(call), call.now());
        return Response.empty()
                .withWarning("Tidy operation successfully started. It goes on in the background.")
                .withStatus(202);
    }
}
