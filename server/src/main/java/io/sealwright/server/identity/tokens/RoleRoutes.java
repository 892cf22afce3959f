package io.sealwright.server.identity.tokens;

import io.sealwright.crypto.RandomTokens;
import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.identity.IdentityRoutes;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code oidc/role}: what identity tokens say, and by which key. */
@Component
final class RoleRoutes implements IdentityRoutes {
    private static final int CLIENT_ID_LENGTH = 26;
    private static final int MAX_CLIENT_ID = 256;

    private final SigningKeys keys;
    private final SecureRandom random;

    RoleRoutes(SigningKeys keys, SecureRandom random) {
        this.keys = keys;
        this.random = random;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("oidc/role/", "Lists the roles.")
                        .on(
                                Operation.LIST,
                                call ->
                                        LoginNames.listed(
                                                Roles.all(
                                                                call.transaction(),
                                                                call.mount().namespaceId())
                                                        .stream()
                                                        .map(TokenRole::name)
                                                        .toList()))
                        .build(),
                Route.at("oidc/role/{name}", "A role: what its tokens say, and by which key.")
                        .field("key", FieldType.STRING, "The key that signs.")
                        .field(
                                "template",
                                FieldType.STRING,
                                "Further claims: a JSON object with {{identity.entity...}} in it,"
                                        + " as it is or in base64.")
                        .field(
                                "ttl",
                                FieldType.DURATION,
                                "How long a token counts; 24h if not given.")
                        .field(
                                "client_id",
                                FieldType.STRING,
                                "The tokens' audience; a random one if not given.")
                        .existence(call -> find(call) != null)
                        .on(Operation.READ, RoleRoutes::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, RoleRoutes::delete)
                        .build());
    }

    private static @Nullable TokenRole find(Call call) {
        return Roles.find(
                call.transaction(),
                call.mount().namespaceId(),
                LoginNames.folded(call.path("name")));
    }

    private static Response read(Call call) {
        TokenRole role = find(call);
        if (role == null) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("client_id", role.clientId());
        data.put("key", role.key());
        data.put("template", role.template());
        data.put("ttl", role.ttl());
        return Response.of(data);
    }

    private Response write(Call call) {
        TokenRole old = find(call);
        String name = LoginNames.folded(call.path("name"));
        String keyName = call.string("key", old == null ? "" : old.key());
        if (keyName.isEmpty()) {
            throw RequestFailure.invalid("the key parameter is required");
        }
        SigningKey key =
                LoginNames.isName(keyName)
                        ? keys.find(call.transaction(), call.mount().namespaceId(), keyName)
                        : null;
        if (key == null) {
            throw RequestFailure.invalid("cannot find the key that the role names");
        }
        String template =
                call.has("template")
                        ? Base64Text.decodedIfEncoded(call.string("template", ""))
                        : old == null ? "" : old.template();
        ClaimTemplate.check(template);
        long ttl = ttl(call, old, key);
        if (old == null
                && Roles.all(call.transaction(), call.mount().namespaceId()).size() >= Roles.MAX) {
            throw RequestFailure.invalid("the limit of " + Roles.MAX + " roles is reached");
        }
        Roles.put(
                call.transaction(),
                call.mount().namespaceId(),
                new TokenRole(name, key.name(), template, ttl, clientId(call, old)));
        return Response.empty();
    }

    private static long ttl(Call call, @Nullable TokenRole old, SigningKey key) {
        long usual = old == null ? TokenRole.USUAL_TTL : old.ttl();
        Duration ttl = call.duration("ttl", Duration.ofSeconds(usual));
        if (ttl.isNegative() || ttl.isZero()) {
            throw RequestFailure.invalid("ttl must be positive");
        }
        if (ttl.toSeconds() > key.verificationTtl()) {
            throw RequestFailure.invalid(
                    "a role's token ttl cannot be longer than the verification_ttl of the key it references");
        }
        return ttl.toSeconds();
    }

    private String clientId(Call call, @Nullable TokenRole old) {
        String chosen = call.string("client_id", old == null ? "" : old.clientId());
        if (chosen.length() > MAX_CLIENT_ID) {
            throw RequestFailure.invalid("client_id has at most " + MAX_CLIENT_ID + " characters");
        }
        return chosen.isEmpty() ? RandomTokens.base62(CLIENT_ID_LENGTH, random) : chosen;
    }

    private static Response delete(Call call) {
        Roles.delete(
                call.transaction(),
                call.mount().namespaceId(),
                LoginNames.folded(call.path("name")));
        return Response.empty();
    }
}
