package io.sealwright.server.auth.jwt;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Durations;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.LeaseLimits;
import io.sealwright.server.token.LoginTokens;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code role} and {@code role/{name}}. */
@Component
final class JwtRoleRoutes {
    private static final int UID_BYTES = 16;

    private final LoginTokens tokens;
    private final SecureRandom random;

    JwtRoleRoutes(LoginTokens tokens, SecureRandom random) {
        this.tokens = tokens;
        this.random = random;
    }

    List<Route> routes() {
        return List.of(
                Route.at("role/", "Lists the roles.")
                        .fields(LoginNames.LIST_FIELDS)
                        .on(Operation.LIST, call -> LoginNames.list(call, Roles.FOLDER))
                        .build(),
                Route.at("role/{name}", "A role: what a token must say, and what is given for it.")
                        .fields(RoleParameters.FIELDS)
                        .existence(call -> stored(call) != null)
                        .on(Operation.READ, JwtRoleRoutes::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, JwtRoleRoutes::delete)
                        .build());
    }

    private static String name(Call call) {
        return LoginNames.folded(call.path("name"));
    }

    private static @Nullable Role stored(Call call) {
        return Roles.find(call.records(), name(call));
    }

    private static Response read(Call call) {
        Role role = stored(call);
        if (role == null) {
            throw RequestFailure.notFound();
        }
        return Response.of(shown(role));
    }

    private Response write(Call call) {
        Role old = stored(call);
        Role next = new RoleParameters(call).changed(old == null ? Role.unset(uid()) : old);
        LeaseLimits limits = tokens.limits(call.mount());
        Duration period = Duration.ofSeconds(next.token().period());
        if (period.compareTo(limits.maxTtl()) > 0) {
            throw RequestFailure.invalid(
                    "'period' of '\""
                            + Durations.format(period)
                            + "\"' is greater than the backend's maximum lease TTL of '\""
                            + Durations.format(limits.maxTtl())
                            + "\"'");
        }
        Roles.put(call.records(), name(call), next);
        return Duration.ofSeconds(next.token().maxTtl()).compareTo(limits.maxTtl()) > 0
                ? Response.empty()
                        .withWarning(
                                "token max ttl is greater than the system or backend mount's maximum TTL value; issued tokens' max TTL value will be truncated")
                : Response.empty();
    }

    private String uid() {
        byte[] uid = new byte[UID_BYTES];
        random.nextBytes(uid);
        return HexFormat.of().formatHex(uid);
    }

    private static Response delete(Call call) {
        Roles.delete(call.records(), name(call));
        return Response.empty();
    }

    private static ObjectNode shown(Role role) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        put(data, "allowed_redirect_uris", role.redirectUris());
        put(data, "bound_audiences", role.audiences());
        data.set("bound_claims", role.claims());
        data.put("bound_claims_type", role.claimsType());
        data.put("bound_subject", role.subject());
        data.put("callback_mode", role.callbackMode().label());
        ObjectNode mappings =
                role.claimMappings() == null ? null : JsonNodeFactory.instance.objectNode();
        if (mappings != null && role.claimMappings() != null) {
            role.claimMappings().forEach(mappings::put);
        }
        data.set("claim_mappings", mappings);
        data.put("clock_skew_leeway", role.leeways().clockSkew());
        data.put("expiration_leeway", role.leeways().expiration());
        data.put("groups_claim", role.groupsClaim());
        data.put("max_age", role.maxAge());
        data.put("not_before_leeway", role.leeways().notBefore());
        data.putNull("oauth2_metadata");
        data.put("oidc_disable_confirmation", role.confirmationDisabled());
        put(data, "oidc_scopes", role.scopes());
        if (role.pollInterval() > 0) {
            data.put("poll_interval", role.pollInterval());
        }
        data.put("role_type", role.type());
        data.put("token_policies_template_claims", false);
        data.put("user_claim", role.userClaim());
        data.put("user_claim_json_pointer", role.userClaimIsPointer());
        data.put("verbose_oidc_logging", false);
        role.token().show(data);
        return data;
    }

    private static void put(ObjectNode data, String name, @Nullable List<String> values) {
        if (values == null) {
            data.putNull(name);
        } else {
            ArrayNode array = data.putArray(name);
            values.forEach(array::add);
        }
    }
}
