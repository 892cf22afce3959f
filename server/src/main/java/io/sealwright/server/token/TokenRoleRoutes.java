package io.sealwright.server.token;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code auth/token/roles}. */
@Component
final class TokenRoleRoutes {
    private static final int MAX_LISTED = 10_000;

    private static final List<Field> FIELDS =
            List.of(
                    Field.of(
                            "allowed_policies",
                            FieldType.STRING_LIST,
                            "Policies that its tokens may have."),
                    Field.of(
                            "allowed_policies_glob",
                            FieldType.STRING_LIST,
                            "Patterns of such policies."),
                    Field.of(
                            "disallowed_policies",
                            FieldType.STRING_LIST,
                            "Policies that its tokens may not have."),
                    Field.of(
                            "disallowed_policies_glob",
                            FieldType.STRING_LIST,
                            "Patterns of such policies."),
                    Field.of(
                            "allowed_entity_aliases",
                            FieldType.STRING_LIST,
                            "Entity aliases that may be asked for."),
                    Field.of("orphan", FieldType.BOOL, "Whether its tokens have no parent."),
                    Field.of(
                            "renewable",
                            FieldType.BOOL,
                            "Whether its tokens can be renewed; true if not given."),
                    Field.of(
                            "path_suffix",
                            FieldType.STRING,
                            "Put behind the path of its tokens, to revoke them by prefix."),
                    Field.of("token_period", FieldType.DURATION, "Period of its tokens."),
                    Field.of(
                            "token_explicit_max_ttl",
                            FieldType.DURATION,
                            "The longest life of its tokens."),
                    Field.of(
                            "token_bound_cidrs",
                            FieldType.STRING_LIST,
                            "Where its tokens may be used from."),
                    Field.of(
                            "token_no_default_policy",
                            FieldType.BOOL,
                            "Leaves the default policy out."),
                    Field.of(
                            "token_num_uses",
                            FieldType.INT,
                            "How often its tokens can be used; 0 = without limit."),
                    Field.of(
                            "token_type",
                            FieldType.STRING,
                            "\"service\" or \"default-service\"; no batch tokens yet."),
                    Field.of("period", FieldType.DURATION, "Old name of token_period."),
                    Field.of(
                            "explicit_max_ttl",
                            FieldType.DURATION,
                            "Old name of token_explicit_max_ttl."),
                    Field.of(
                            "bound_cidrs",
                            FieldType.STRING_LIST,
                            "Old name of token_bound_cidrs."));

    private final TokenRoles roles;

    TokenRoleRoutes(TokenRoles roles) {
        this.roles = roles;
    }

    List<Route> routes() {
        return List.of(
                Route.at("roles/", "Lists the token roles.")
                        .field("after", FieldType.STRING, "Starts after this name.")
                        .field("limit", FieldType.INT, "The most names to list.")
                        .on(Operation.LIST, this::list)
                        .build(),
                Route.at("roles/{role_name}", "A token role.")
                        .fields(FIELDS)
                        .existence(call ->
                                roles.find(
                                                call.transaction(),
                                                call.mount().namespaceId(),
                                                call.path("role_name"))
                                        != null)
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, this::delete)
                        .build());
    }

    private Response list(Call call) {
        long limit = call.integer("limit", 0);
        int bound = limit <= 0 ? MAX_LISTED : (int) Math.min(limit, MAX_LISTED);
        List<String> names =
                roles.names(
                        call.transaction(),
                        call.mount().namespaceId(),
                        call.string("after", ""),
                        bound);
        if (names.isEmpty()) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.set("keys", TokenView.strings(names));
        return Response.of(data);
    }

    private Response read(Call call) {
        TokenRole role =
                roles.find(call.transaction(), call.mount().namespaceId(), call.path("role_name"));
        if (role == null) {
            throw RequestFailure.notFound();
        }
        return Response.of(show(role));
    }

    private static ObjectNode show(TokenRole role) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        List<String> aliases = role.allowedEntityAliases();
        data.set("allowed_entity_aliases", aliases.isEmpty() ? null : TokenView.strings(aliases));
        data.set("allowed_policies", TokenView.strings(role.allowedPolicies()));
        data.set("allowed_policies_glob", TokenView.strings(role.allowedPoliciesGlob()));
        if (!role.boundCidrs().isEmpty()) {
            data.set("bound_cidrs", TokenView.strings(role.boundCidrs()));
        }
        data.set("disallowed_policies", TokenView.strings(role.disallowedPolicies()));
        data.set("disallowed_policies_glob", TokenView.strings(role.disallowedPoliciesGlob()));
        data.put("explicit_max_ttl", role.explicitMaxTtl());
        data.put("name", role.name());
        data.put("orphan", role.orphan());
        data.put("path_suffix", role.pathSuffix());
        data.put("period", role.period());
        data.put("renewable", role.renewable());
        if (!role.tokenBoundCidrs().isEmpty()) {
            data.set("token_bound_cidrs", TokenView.strings(role.tokenBoundCidrs()));
        }
        data.put("token_explicit_max_ttl", role.tokenExplicitMaxTtl());
        data.put("token_no_default_policy", role.tokenNoDefaultPolicy());
        if (role.tokenNumUses() > 0) {
            data.put("token_num_uses", role.tokenNumUses());
        }
        data.put("token_period", role.tokenPeriod());
        data.put("token_type", role.tokenType());
        return data;
    }

    private Response delete(Call call) {
        roles.delete(call.transaction(), call.mount().namespaceId(), call.path("role_name"));
        return Response.empty();
    }

    private Response write(Call call) {
        String name = call.path("role_name");
        TokenRole stored = roles.find(call.transaction(), call.mount().namespaceId(), name);
        TokenRole old = stored == null ? TokenRole.unset(name) : stored;
        List<String> warnings = new ArrayList<>();
        roles.put(call.transaction(), call.mount().namespaceId(), changed(call, old, warnings));
        Response response = Response.empty();
        for (String warning : warnings) {
            response = response.withWarning(warning);
        }
        return response;
    }

    private static TokenRole changed(Call call, TokenRole old, List<String> warnings) {
        boolean oldPeriod = oldNameCounts(call, "period", warnings);
        boolean oldMax = oldNameCounts(call, "explicit_max_ttl", warnings);
        boolean oldCidrs = oldNameCounts(call, "bound_cidrs", warnings);
        return new TokenRole(
                old.name(),
                policies(call, "allowed_policies", old.allowedPolicies()),
                list(call, "allowed_policies_glob", old.allowedPoliciesGlob()),
                policies(call, "disallowed_policies", old.disallowedPolicies()),
                list(call, "disallowed_policies_glob", old.disallowedPoliciesGlob()),
                list(call, "allowed_entity_aliases", old.allowedEntityAliases()),
                call.bool("orphan", old.orphan()),
                call.bool("renewable", old.renewable()),
                pathSuffix(call, old),
                shown(call, "period", oldPeriod, old.period()),
                shown(call, "explicit_max_ttl", oldMax, old.explicitMaxTtl()),
                oldCidrs ? TokenFields.cidrs(call, "bound_cidrs") : old.boundCidrs(),
                seconds(call, oldPeriod ? "period" : "token_period", old.tokenPeriod()),
                seconds(
                        call,
                        oldMax ? "explicit_max_ttl" : "token_explicit_max_ttl",
                        old.tokenExplicitMaxTtl()),
                cidrs(call, oldCidrs ? "bound_cidrs" : "token_bound_cidrs", old.tokenBoundCidrs()),
                call.bool("token_no_default_policy", old.tokenNoDefaultPolicy()),
                TokenFields.count(
                        call,
                        "token_num_uses",
                        "error parsing role fields: 'token_num_uses' cannot be negative",
                        old.tokenNumUses()),
                type(call, old));
    }

    private static boolean oldNameCounts(Call call, String name, List<String> warnings) {
        boolean both = call.has(name) && call.has("token_" + name);
        if (both) {
            warnings.add(
                    "Both 'token_"
                            + name
                            + "' and deprecated '"
                            + name
                            + "' value supplied, ignoring the deprecated value");
        }
        return call.has(name) && !both;
    }

    /** The value under the old name is dropped as soon as the new name is used. */
    private static long shown(Call call, String name, boolean given, long old) {
        if (given) {
            return TokenFields.duration(call, name).toSeconds();
        }
        return call.has("token_" + name) ? 0 : old;
    }

    private static long seconds(Call call, String name, long old) {
        return call.has(name) ? TokenFields.duration(call, name).toSeconds() : old;
    }

    private static List<String> cidrs(Call call, String name, List<String> old) {
        return call.has(name) ? TokenFields.cidrs(call, name) : old;
    }

    private static List<String> list(Call call, String name, List<String> old) {
        return call.has(name) ? call.strings(name) : old;
    }

    private static List<String> policies(Call call, String name, List<String> old) {
        return call.has(name) ? TokenPolicies.sorted(call.strings(name), false) : old;
    }

    private static String pathSuffix(Call call, TokenRole old) {
        String suffix = call.string("path_suffix", old.pathSuffix());
        if (suffix.length() > TokenFields.MAX_NAME) {
            throw RequestFailure.invalid(
                    "path_suffix is longer than " + TokenFields.MAX_NAME + " characters");
        }
        return suffix;
    }

    private static String type(Call call, TokenRole old) {
        String type = call.string("token_type", old.tokenType());
        return switch (type) {
            case "service", "default-service" -> type;
            case "batch", "default-batch" ->
                    throw RequestFailure.invalid(
                            "batch tokens are not available yet; use token_type \"service\"");
            default -> throw RequestFailure.invalid("invalid 'token_type' value");
        };
    }
}
