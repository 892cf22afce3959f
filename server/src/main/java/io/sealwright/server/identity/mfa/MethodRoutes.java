package io.sealwright.server.identity.mfa;

import io.sealwright.crypto.RandomTokens;
import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.identity.IdentityRoutes;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code mfa/method} and {@code mfa/method/totp}. */
@Component
final class MethodRoutes implements IdentityRoutes {
    private static final String ID = "method_id";

    private final MfaSettings settings;

    MethodRoutes(MfaSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("mfa/method/", "Lists the MFA methods of all types.")
                        .on(Operation.LIST, this::list)
                        .build(),
                Route.at("mfa/method", "Asks for the id of an MFA method.")
                        .on(Operation.READ, MethodRoutes::withoutId)
                        .build(),
                Route.at("mfa/method/{method_id}", "An MFA method of any type.")
                        .on(Operation.READ, this::read)
                        .build(),
                Route.at("mfa/method/totp/", "Lists the MFA methods of the type TOTP.")
                        .on(Operation.LIST, this::list)
                        .build(),
                Route.at("mfa/method/totp", "Creates an MFA method of the type TOTP.")
                        .fields(TotpParameters.FIELDS)
                        .on(Operation.READ, MethodRoutes::withoutId)
                        .on(Operation.UPDATE, call -> write(call, call.string(ID, "")))
                        .on(Operation.DELETE, MethodRoutes::withoutId)
                        .build(),
                Route.at("mfa/method/totp/{method_id}", "An MFA method of the type TOTP.")
                        .fields(TotpParameters.FIELDS)
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, call -> write(call, id(call)))
                        .on(Operation.DELETE, this::delete)
                        .build());
    }

    private static Response withoutId(Call call) {
        throw RequestFailure.invalid("missing method ID");
    }

    private static String id(Call call) {
        String id = call.path(ID);
        if (!MethodIds.valid(id)) {
            throw LoginNames.unsupportedPath();
        }
        return id;
    }

    private Response list(Call call) {
        List<PlacedMethod> found = settings.methods(call.transaction(), call.mount().namespaceId());
        if (found.isEmpty()) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ObjectNode info = data.putObject("key_info");
        found.forEach(method -> info.set(method.id(), method.shown()));
        var keys = data.putArray("keys");
        found.forEach(method -> keys.add(method.id()));
        return Response.of(data);
    }

    private Response read(Call call) {
        PlacedMethod found =
                settings.method(call.transaction(), call.mount().namespaceId(), id(call));
        if (found == null) {
            throw RequestFailure.notFound();
        }
        return Response.of(found.shown());
    }

    /** By id or by name, else it makes a new one. */
    private Response write(Call call, String id) {
        int namespace = call.mount().namespaceId();
        settings.guard(call.transaction(), namespace);
        MfaTable table = settings.table(call.transaction(), namespace);
        TotpMethod old = id.isEmpty() ? null : known(call, id);
        String name = TotpParameters.name(call);
        TotpMethod named = name.isEmpty() ? null : table.named(name);
        if (old != null && named != null && !named.id().equals(old.id())) {
            throw RequestFailure.invalid(
                    "a login MFA method configuration with the method name "
                            + LoginNames.quoted(name)
                            + "already exists");
        }
        TotpMethod before = old == null ? named : old;
        if (before == null && table.methods().size() >= MfaSettings.MAX_METHODS) {
            throw RequestFailure.invalid(
                    "there are " + MfaSettings.MAX_METHODS + " methods already: delete some first");
        }
        TotpMethod written = written(call, before, name);
        settings.put(call.transaction(), namespace, written);
        if (old != null) {
            return Response.empty();
        }
        return Response.of(JsonNodeFactory.instance.objectNode().put(ID, written.id()));
    }

    private static TotpMethod written(Call call, @Nullable TotpMethod before, String name) {
        if (before == null) {
            return TotpParameters.method(call, RandomTokens.uuid(), name);
        }
        return TotpParameters.method(call, before.id(), name.isEmpty() ? before.name() : name);
    }

    /** One of the namespace itself: those around it are changed from there. */
    private TotpMethod known(Call call, String id) {
        int namespace = call.mount().namespaceId();
        TotpMethod own = settings.table(call.transaction(), namespace).method(id);
        if (own != null) {
            return own;
        }
        throw settings.method(call.transaction(), namespace, id) == null
                ? RequestFailure.notFound()
                : elsewhere();
    }

    private static RequestFailure elsewhere() {
        return RequestFailure.invalid("request namespace does not match method namespace");
    }

    private Response delete(Call call) {
        String id = id(call);
        int namespace = call.mount().namespaceId();
        PlacedMethod found = settings.method(call.transaction(), namespace, id);
        if (found == null) {
            return Response.empty();
        }
        if (found.namespace().number() != namespace) {
            throw elsewhere();
        }
        settings.guard(call.transaction(), namespace);
        List<Namespace> within = settings.within(call.transaction(), found.namespace());
        for (Namespace place : within) {
            Enforcement user = settings.table(call.transaction(), place.number()).using(id);
            if (user != null) {
                throw RequestFailure.invalid(
                        "methodID is still used by an enforcement configuration with ID: "
                                + user.id());
            }
        }
        settings.deleteMethod(call.transaction(), namespace, id);
        SecretRemoval.schedule(call.transaction(), within, id, call.now());
        return Response.empty();
    }
}
