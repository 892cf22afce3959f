package io.sealwright.server.identity.mfa;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.identity.IdentityRoutes;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code mfa/login-enforcement}. */
@Component
final class EnforcementRoutes implements IdentityRoutes {
    private static final String MANY = "; at most " + EnforcementParameters.MAX + ".";

    private final MfaSettings settings;
    private final EnforcementParameters parameters;

    EnforcementRoutes(MfaSettings settings, EnforcementParameters parameters) {
        this.settings = settings;
        this.parameters = parameters;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("mfa/login-enforcement/", "Lists which logins have to be confirmed.")
                        .on(Operation.LIST, this::list)
                        .build(),
                Route.at("mfa/login-enforcement/{name}", "Which logins have to be confirmed.")
                        .field(
                                "mfa_method_ids",
                                FieldType.STRING_LIST,
                                "Ids of MFA methods, of which any one will do.")
                        .field(
                                "auth_method_accessors",
                                FieldType.STRING_LIST,
                                "Logins at these auth mounts" + MANY)
                        .field(
                                "auth_method_types",
                                FieldType.STRING_LIST,
                                "Logins at auth mounts of these types" + MANY)
                        .field(
                                "identity_group_ids",
                                FieldType.STRING_LIST,
                                "Logins of members of these groups" + MANY)
                        .field(
                                "identity_entity_ids",
                                FieldType.STRING_LIST,
                                "Logins of these entities" + MANY)
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, this::delete)
                        .build());
    }

    /** As with Vault in the case that it is written in. */
    private static String name(Call call) {
        String name = call.path("name");
        if (!LoginNames.isName(name)) {
            throw LoginNames.unsupportedPath();
        }
        return name;
    }

    private Namespace here(Call call) {
        List<Namespace> around = settings.around(call.transaction(), call.mount().namespaceId());
        if (around.isEmpty()) {
            throw RequestFailure.notFound("namespace not found");
        }
        return around.getLast();
    }

    private MfaTable table(Call call) {
        return settings.table(call.transaction(), call.mount().namespaceId());
    }

    private Response list(Call call) {
        List<Enforcement> found = table(call).enforcements();
        if (found.isEmpty()) {
            throw RequestFailure.notFound();
        }
        Namespace here = here(call);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ObjectNode info = data.putObject("key_info");
        found.forEach(enforcement -> info.set(enforcement.name(), enforcement.shown(here)));
        var keys = data.putArray("keys");
        found.forEach(enforcement -> keys.add(enforcement.name()));
        return Response.of(data);
    }

    private Response read(Call call) {
        Enforcement found = table(call).enforcement(name(call));
        if (found == null) {
            throw RequestFailure.notFound();
        }
        return Response.of(found.shown(here(call)));
    }

    private Response write(Call call) {
        String name = name(call);
        int namespace = call.mount().namespaceId();
        settings.guard(call.transaction(), namespace);
        Enforcement old = table(call).enforcement(name);
        if (old == null && table(call).enforcements().size() >= MfaSettings.MAX_ENFORCEMENTS) {
            throw RequestFailure.invalid(
                    "there are "
                            + MfaSettings.MAX_ENFORCEMENTS
                            + " enforcements already: delete some first");
        }
        settings.put(call.transaction(), namespace, parameters.enforcement(call, name, old));
        return Response.empty();
    }

    private Response delete(Call call) {
        String name = name(call);
        if (table(call).enforcement(name) != null) {
            settings.guard(call.transaction(), call.mount().namespaceId());
            settings.deleteEnforcement(call.transaction(), call.mount().namespaceId(), name);
        }
        return Response.empty();
    }
}
