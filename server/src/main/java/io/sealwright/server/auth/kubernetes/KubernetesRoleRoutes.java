package io.sealwright.server.auth.kubernetes;

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
final class KubernetesRoleRoutes {
    /** The most characters of a name, a namespace, an audience or an issuer. */
    static final int MAX_TEXT = 1_024;

    private static final int UID_BYTES = 16;

    private final LoginTokens tokens;
    private final SecureRandom random;

    KubernetesRoleRoutes(LoginTokens tokens, SecureRandom random) {
        this.tokens = tokens;
        this.random = random;
    }

    List<Route> routes() {
        return List.of(
                Route.at("role/", "Lists the roles.")
                        .fields(LoginNames.LIST_FIELDS)
                        .on(Operation.LIST, call -> LoginNames.list(call, Role.FOLDER))
                        .build(),
                Route.at(
                                "role/{name}",
                                "A role: which service accounts, and what is given to them.")
                        .fields(RoleParameters.FIELDS)
                        .existence(call -> stored(call) != null)
                        .on(Operation.READ, KubernetesRoleRoutes::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, KubernetesRoleRoutes::delete)
                        .build());
    }

    private static String name(Call call) {
        return LoginNames.folded(call.path("name"));
    }

    private static @Nullable Role stored(Call call) {
        return Role.find(call.records(), name(call));
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
        Role next = RoleParameters.changed(call, old == null ? Role.unset(uid()) : old);
        LeaseLimits limits = tokens.limits(call.mount());
        Duration period = Duration.ofSeconds(next.token().period());
        if (period.compareTo(limits.maxTtl()) > 0) {
            throw RequestFailure.invalid(
                    "token period of '\""
                            + Durations.format(period)
                            + "\"' is greater than the backend's maximum lease TTL of '\""
                            + Durations.format(limits.maxTtl())
                            + "\"'");
        }
        Role.put(call.records(), name(call), next);
        return Duration.ofSeconds(next.token().maxTtl()).compareTo(limits.maxTtl()) > 0
                ? Response.empty()
                        .withWarning(
                                "max_ttl is greater than the system or backend mount's maximum TTL value; issued tokens' max TTL value will be truncated")
                : Response.empty();
    }

    private String uid() {
        byte[] uid = new byte[UID_BYTES];
        random.nextBytes(uid);
        return HexFormat.of().formatHex(uid);
    }

    private static Response delete(Call call) {
        call.records().delete(Role.FOLDER + name(call));
        return Response.empty();
    }

    private static ObjectNode shown(Role role) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("alias_name_source", role.aliasNameSource().label());
        if (!role.audience().isEmpty()) {
            data.put("audience", role.audience());
        }
        ArrayNode names = data.putArray("bound_service_account_names");
        role.names().forEach(names::add);
        data.put("bound_service_account_namespace_selector", role.selector());
        List<String> namespaces = role.namespaces();
        if (namespaces == null) {
            data.putNull("bound_service_account_namespaces");
        } else {
            ArrayNode array = data.putArray("bound_service_account_namespaces");
            namespaces.forEach(array::add);
        }
        role.token().show(data);
        return data;
    }
}
