package io.sealwright.server.auth.approle;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.TokenSettings;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code role/{role_name}/...}: single parts of a role, so that a policy can give them alone. */
@Component
final class RolePartRoutes {
    /**
     * @param path below the role
     * @param parameters that say it; reading shows those of them that are set
     * @param missing what a write without any of them is told; empty if it changes nothing
     */
    private record Part(String path, String summary, List<String> parameters, String missing) {
        static Part of(String path, String summary, String... parameters) {
            return new Part(path, summary, List.of(parameters), "missing " + parameters[0]);
        }

        Part orNothing() {
            return new Part(path, summary, parameters, "");
        }
    }

    private static final String OLD_CIDRS = "bound_cidr_list";

    private static final List<Part> PARTS =
            List.of(
                    Part.of("policies", "Policies of its tokens.", "token_policies", "policies"),
                    Part.of(
                            "bind-secret-id",
                            "Whether a login needs a secret id.",
                            "bind_secret_id"),
                    Part.of(
                                    "secret-id-bound-cidrs",
                                    "Blocks from where logins may come.",
                                    "secret_id_bound_cidrs")
                            .orNothing(),
                    Part.of("bound-cidr-list", "Old name of secret-id-bound-cidrs.", OLD_CIDRS)
                            .orNothing(),
                    Part.of(
                                    "token-bound-cidrs",
                                    "Where logins and its tokens may come from.",
                                    "token_bound_cidrs")
                            .orNothing(),
                    new Part(
                            "period",
                            "Period of its tokens.",
                            List.of("token_period", "period"),
                            "missing period"),
                    Part.of(
                            "secret-id-num-uses",
                            "How often its secret ids can be used.",
                            "secret_id_num_uses"),
                    Part.of("secret-id-ttl", "How long its secret ids live.", "secret_id_ttl"),
                    Part.of(
                            "token-num-uses",
                            "How often its tokens can be used.",
                            "token_num_uses"),
                    Part.of("token-ttl", "How long its tokens live at first.", "token_ttl"),
                    Part.of(
                            "token-max-ttl",
                            "How long its tokens can be renewed for.",
                            "token_max_ttl"));

    private final RoleRoutes roles;

    RolePartRoutes(RoleRoutes roles) {
        this.roles = roles;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        PARTS.forEach(part -> routes.add(route(part)));
        routes.add(
                Route.at("role/{role_name}/local-secret-ids", "As given when the role was made.")
                        .on(Operation.READ, call -> read(call, List.of("local_secret_ids")))
                        .build());
        return routes;
    }

    private Route route(Part part) {
        List<Field> fields =
                RoleParameters.CHANGEABLE.stream()
                        .filter(field -> part.parameters.contains(field.name()))
                        .toList();
        return Route.at("role/{role_name}/" + part.path, part.summary)
                .fields(fields)
                .on(Operation.READ, call -> read(call, part.parameters))
                .on(Operation.UPDATE, call -> write(call, part))
                .on(Operation.DELETE, call -> reset(call, part))
                .build();
    }

    private Response read(Call call, List<String> parameters) {
        ObjectNode whole = RoleRoutes.shown(roles.required(call));
        if (parameters.contains(OLD_CIDRS)) {
            // As with the peer, which has moved the value and shows it under its new name alone.
            return Response.of(JsonNodeFactory.instance.objectNode().putNull(OLD_CIDRS))
                    .withWarning(
                            "The \"bound_cidr_list\" field is deprecated and will be removed. Please use \"secret_id_bound_cidrs\" instead.");
        }
        return Response.of(whole.retain(parameters));
    }

    private Response write(Call call, Part part) {
        Role role = roles.stored(call);
        if (role == null) {
            throw LoginNames.unsupportedPath();
        }
        if (part.parameters.stream().noneMatch(call::has)) {
            if (!part.missing.isEmpty()) {
                throw RequestFailure.invalid(part.missing);
            }
            return Response.empty();
        }
        return roles.put(call, role, RoleParameters.changed(call, role, false));
    }

    /** Nothing if there is no such role. */
    private Response reset(Call call, Part part) {
        Role role = roles.stored(call);
        if (role == null) {
            return Response.empty();
        }
        Role next =
                part.parameters.getFirst().startsWith("token_")
                        ? withToken(role, role.token().without(part.parameters.getFirst()))
                        : without(role, part.parameters.getFirst());
        RoleParameters.requireConstrained(next);
        return roles.put(call, role, next);
    }

    private static Role withToken(Role role, TokenSettings token) {
        return new Role(
                role.name(),
                role.uid(),
                role.roleId(),
                role.bindSecretId(),
                role.localSecretIds(),
                role.secretIdNumUses(),
                role.secretIdTtl(),
                role.secretIdCidrs(),
                token);
    }

    private static Role without(Role role, String parameter) {
        // Under its old name the value is shown and taken back nowhere, as with the peer.
        boolean cidrs = parameter.equals("secret_id_bound_cidrs");
        return new Role(
                role.name(),
                role.uid(),
                role.roleId(),
                parameter.equals("bind_secret_id") || role.bindSecretId(),
                role.localSecretIds(),
                parameter.equals("secret_id_num_uses") ? 0 : role.secretIdNumUses(),
                parameter.equals("secret_id_ttl") ? 0 : role.secretIdTtl(),
                cidrs ? List.of() : role.secretIdCidrs(),
                role.token());
    }
}
