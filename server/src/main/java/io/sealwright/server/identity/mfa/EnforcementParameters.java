package io.sealwright.server.identity.mfa;

import io.sealwright.crypto.RandomTokens;
import io.sealwright.server.identity.Identities;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.RequestFailure;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** What is written of an enforcement: its methods each time, the rest as far as it is given. */
@Component
final class EnforcementParameters {
    /** The most entries of one list. */
    static final int MAX = 1_000;

    // Asked late: the mount table needs the engine types, and identity is one.
    private final ObjectProvider<Mounts> mounts;
    private final Identities identities;
    private final MfaSettings settings;

    EnforcementParameters(
            ObjectProvider<Mounts> mounts, Identities identities, MfaSettings settings) {
        this.mounts = mounts;
        this.identities = identities;
        this.settings = settings;
    }

    /**
     * @throws RequestFailure if it names something that is not there
     */
    Enforcement enforcement(Call call, String name, @Nullable Enforcement old) {
        int namespace = call.mount().namespaceId();
        List<String> methods = methods(call);
        requireSomebody(call);
        return new Enforcement(
                old == null ? RandomTokens.uuid() : old.id(),
                name,
                methods,
                listed(
                        call,
                        "auth_method_accessors",
                        accessor -> anyMount(call, m -> m.mount().accessor().equals(accessor)),
                        "one of the auth method accessors provided is invalid",
                        old == null ? List.of() : old.accessors()),
                listed(
                        call,
                        "auth_method_types",
                        type -> anyMount(call, m -> m.mount().type().equals(type)),
                        "one of the auth method types provided is invalid",
                        old == null ? List.of() : old.types()),
                listed(
                        call,
                        "identity_group_ids",
                        id -> identities.groupExists(call.transaction(), namespace, id),
                        "one of the provided group ids doesn't exist",
                        old == null ? List.of() : old.groups()),
                listed(
                        call,
                        "identity_entity_ids",
                        id -> identities.entityExists(call.transaction(), namespace, id),
                        "one of the provided entity ids doesn't exist",
                        old == null ? List.of() : old.entities()));
    }

    private List<String> methods(Call call) {
        List<String> ids = call.strings("mfa_method_ids").stream().distinct().toList();
        if (ids.isEmpty()) {
            throw RequestFailure.invalid("missing method ids");
        }
        if (ids.size() > MfaSettings.MAX_METHODS) {
            throw RequestFailure.invalid(
                    "mfa_method_ids holds more than " + MfaSettings.MAX_METHODS + " entries");
        }
        for (String id : ids) {
            PlacedMethod method =
                    settings.method(call.transaction(), call.mount().namespaceId(), id);
            if (method == null) {
                throw RequestFailure.invalid("one of the provided method ids doesn't exist");
            }
            // So that it cannot be deleted meanwhile.
            settings.guard(call.transaction(), method.namespace().number());
        }
        return ids;
    }

    private static void requireSomebody(Call call) {
        boolean given =
                call.has("auth_method_accessors")
                        || call.has("auth_method_types")
                        || call.has("identity_group_ids")
                        || call.has("identity_entity_ids");
        if (!given) {
            throw RequestFailure.invalid(
                    "One of auth_method_accessors, auth_method_types, identity_group_ids, identity_entity_ids must be"
                            + " specified");
        }
    }

    private static List<String> listed(
            Call call,
            String parameter,
            Predicate<String> exists,
            String otherwise,
            List<String> before) {
        if (!call.has(parameter)) {
            return before;
        }
        List<String> values = call.strings(parameter).stream().distinct().toList();
        if (values.size() > MAX) {
            throw RequestFailure.invalid(parameter + " holds more than " + MAX + " entries");
        }
        if (!values.stream().allMatch(exists)) {
            throw RequestFailure.invalid(otherwise);
        }
        return values;
    }

    private boolean anyMount(Call call, Predicate<Mounted> wanted) {
        return mounts
                .getObject()
                .table(call.transaction(), call.mount().namespaceId())
                .all()
                .stream()
                .filter(mounted -> mounted.mount().engineClass() == EngineClass.AUTH)
                .anyMatch(wanted);
    }
}
