package io.sealwright.server.auth.approle;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.LeaseLimits;
import io.sealwright.server.token.LoginTokens;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code role}, {@code role/{role_name}} and {@code role/{role_name}/role-id}. */
@Component
final class RoleRoutes {
    private final Roles roles;
    private final LoginTokens tokens;

    RoleRoutes(Roles roles, LoginTokens tokens) {
        this.roles = roles;
        this.tokens = tokens;
    }

    List<Route> routes() {
        return List.of(
                Route.at("role/", "Lists the roles.")
                        .fields(LoginNames.LIST_FIELDS)
                        .on(Operation.LIST, call -> LoginNames.list(call, Roles.FOLDER))
                        .build(),
                Route.at("role/{role_name}", "A role: what its secret ids and tokens are like.")
                        .fields(RoleParameters.ALL)
                        .existence(call -> stored(call) != null)
                        .on(Operation.READ, call -> Response.of(shown(required(call))))
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, this::delete)
                        .build(),
                Route.at("role/{role_name}/role-id", "What programs call the role by at login.")
                        .fields(List.of(RoleParameters.ROLE_ID))
                        .on(Operation.READ, this::readRoleId)
                        .on(Operation.UPDATE, this::writeRoleId)
                        .build());
    }

    @Nullable Role stored(Call call) {
        return roles.find(Place.of(call), LoginNames.folded(call.path("role_name")));
    }

    /**
     * @throws RequestFailure the plain 404 if there is no such role
     */
    Role required(Call call) {
        Role role = stored(call);
        if (role == null) {
            throw RequestFailure.notFound();
        }
        return role;
    }

    private Response write(Call call) {
        Role stored = stored(call);
        String name = call.path("role_name").toLowerCase(Locale.ROOT);
        Role old = stored == null ? roles.draft(name) : stored;
        Role next = RoleParameters.changed(call, old, stored == null);
        return put(call, stored, next);
    }

    /** Also for changes of a part. */
    Response put(Call call, @Nullable Role stored, Role next) {
        LeaseLimits limits = tokens.limits(call.mount());
        RoleParameters.requirePeriod(next, limits.maxTtl());
        roles.put(Place.of(call), stored, next);
        boolean truncated =
                RoleParameters.given(call, "token_max_ttl")
                        && Duration.ofSeconds(next.token().maxTtl()).compareTo(limits.maxTtl()) > 0;
        return truncated
                ? Response.empty()
                        .withWarning(
                                "token_max_ttl is greater than the backend mount's maximum TTL value; issued tokens' max TTL value will be truncated")
                : Response.empty();
    }

    private Response delete(Call call) {
        Role role = stored(call);
        if (role != null) {
            roles.delete(Place.of(call), role);
            SecretIdWork.drop(Place.of(call), role, call.now());
        }
        return Response.empty();
    }

    private Response readRoleId(Call call) {
        Role role = required(call);
        return Response.of(JsonNodeFactory.instance.objectNode().put("role_id", role.roleId()));
    }

    private Response writeRoleId(Call call) {
        Role role = stored(call);
        if (role == null) {
            throw LoginNames.unsupportedPath();
        }
        if (!call.has("role_id")) {
            throw RequestFailure.invalid("missing role_id");
        }
        return put(call, role, RoleParameters.changed(call, role, false));
    }

    static ObjectNode shown(Role role) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("bind_secret_id", role.bindSecretId());
        data.put("local_secret_ids", role.localSecretIds());
        if (role.secretIdCidrs().isEmpty()) {
            data.putNull("secret_id_bound_cidrs");
        } else {
            ArrayNode cidrs = data.putArray("secret_id_bound_cidrs");
            role.secretIdCidrs().forEach(cidrs::add);
        }
        data.put("secret_id_num_uses", role.secretIdNumUses());
        data.put("secret_id_ttl", role.secretIdTtl());
        role.token().show(data);
        return data;
    }
}
