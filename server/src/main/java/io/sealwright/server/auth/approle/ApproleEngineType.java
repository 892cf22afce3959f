package io.sealwright.server.auth.approle;

import io.sealwright.server.lockout.Lockouts;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.LoginRole;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenSettings;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The auth method {@code approle}. */
@Component
final class ApproleEngineType implements EngineType {
    private final Roles roles;
    private final Lockouts lockouts;
    private final List<Route> routes;

    ApproleEngineType(
            Roles roles,
            RoleRoutes roleRoutes,
            RolePartRoutes parts,
            SecretIdRoutes secretIds,
            SecretIdLookups lookups,
            RoleLogin login,
            Lockouts lockouts) {
        this.roles = roles;
        this.lockouts = lockouts;
        routes =
                Stream.of(
                                roleRoutes.routes(),
                                parts.routes(),
                                secretIds.routes(),
                                lookups.routes(),
                                List.of(login.route()))
                        .flatMap(List::stream)
                        .toList();
    }

    @Override
    public String name() {
        return "approle";
    }

    @Override
    public EngineClass engineClass() {
        return EngineClass.AUTH;
    }

    @Override
    public List<Route> routes(Mount mount) {
        return routes;
    }

    @Override
    public String help() {
        return "AppRole: programs log in with a role id, which is no secret, and a secret id, which is one. A role says what"
                + " its secret ids and tokens are like.";
    }

    @Override
    public void mounted(EngineContext context, Mount mount) {
        lockouts.mounted(context);
    }

    @Override
    public boolean locksOut() {
        return true;
    }

    @Override
    public boolean tellsRoles() {
        return true;
    }

    @Override
    public String roleOfLogin(EngineContext context, String path, ObjectNode body) {
        JsonNode roleId = body.get("role_id");
        if (!path.equals("login") || roleId == null || !roleId.isString()) {
            return "";
        }
        Role role = roles.findByRoleId(Place.of(context), roleId.stringValue());
        return role == null ? "" : role.name();
    }

    @Override
    public List<LoginRole> loginRoles(EngineContext context, String after, int limit) {
        Place place = Place.of(context);
        return place.records().list(Roles.FOLDER, after, limit).stream()
                .map(name -> new LoginRole(name, policies(roles.find(place, name))))
                .toList();
    }

    private static List<String> policies(@Nullable Role role) {
        return role == null ? List.of() : role.token().ownPolicies();
    }

    /** The role as it is now; one that was made again under the same name is another. */
    @Override
    public TokenSettings renewal(EngineContext context, TokenEntry token) {
        String name = token.internal().getOrDefault(RoleLogin.ROLE_NAME, "");
        Role role = roles.find(Place.of(context), name);
        if (role == null || !role.uid().equals(token.internal().get(RoleLogin.ROLE_UID))) {
            throw RequestFailure.invalid(
                    "1 error occurred:\n\t* failed to renew entry: role \""
                            + name
                            + "\" does not exist during renewal\n\n");
        }
        return role.token();
    }
}
