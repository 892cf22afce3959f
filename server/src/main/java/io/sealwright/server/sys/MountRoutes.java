package io.sealwright.server.sys;

import io.sealwright.policy.Operation;
import io.sealwright.server.lease.MountLeases;
import io.sealwright.server.mount.EngineTypes;
import io.sealwright.server.mount.MountTable;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import io.sealwright.server.token.LeaseLimits;
import io.sealwright.server.token.TokenSweep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/mounts} and {@code sys/auth}. */
@Component
final class MountRoutes implements SysRoutes {
    /** Types that exist once in each namespace, from the beginning. */
    private static final Set<String> SINGLE = Set.of("cubbyhole", "identity", "system", "token");

    private final Mounts mounts;
    private final Namespaces namespaces;
    private final TokenSweep sweep;
    private final MountLeases leases;
    private final EngineTypes types;
    private final LeaseLimits limits;
    private final Tuning tuning;

    MountRoutes(
            Mounts mounts,
            Namespaces namespaces,
            EngineTypes types,
            LeaseLimits limits,
            TokenSweep sweep,
            MountLeases leases) {
        this.mounts = mounts;
        this.namespaces = namespaces;
        this.sweep = sweep;
        this.leases = leases;
        this.types = types;
        this.limits = limits;
        this.tuning = new Tuning(mounts, limits);
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                list(Family.SECRET),
                list(Family.AUTH),
                one(Family.SECRET),
                one(Family.AUTH),
                tuning.route(Family.SECRET),
                tuning.route(Family.AUTH));
    }

    private Route list(Family family) {
        return Route.at(family.route(), "Lists what is mounted.")
                .on(Operation.READ, call -> list(call, family))
                .build();
    }

    private Route one(Family family) {
        Route.Builder route =
                Route.at(family.route() + "/{path...}", "Mounts, shows or unmounts at a path.")
                        .field("type", FieldType.STRING, "The engine or method, such as kv.")
                        .field("description", FieldType.STRING, "Text for people.")
                        .field("config", FieldType.MAP, "Tuning, as below sys/.../tune.")
                        .field(
                                "options",
                                FieldType.STRING_MAP,
                                "Options of the type, such as version=2 for kv.")
                        .field("local", FieldType.BOOL, "Kept for clients that send it.")
                        .field("seal_wrap", FieldType.BOOL, "Kept for clients that send it.")
                        .field(
                                "external_entropy_access",
                                FieldType.BOOL,
                                "Kept for clients that send it.")
                        .field("plugin_name", FieldType.STRING, "Same as type.")
                        .field(
                                "plugin_version",
                                FieldType.STRING,
                                "Empty: engines are part of the server.")
                        .on(Operation.READ, call -> read(call, family))
                        .on(Operation.UPDATE, call -> mount(call, family))
                        .on(Operation.DELETE, call -> unmount(call, family));
        if (family == Family.AUTH) {
            route.sudo(Operation.READ, Operation.CREATE, Operation.UPDATE, Operation.DELETE);
        } else {
            route.sudo(Operation.DELETE);
        }
        return route.build();
    }

    private Response list(Call call, Family family) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        for (Mounted mounted : table(call).all()) {
            if (mounted.mount().engineClass() == family.engineClass()) {
                data.set(MountJson.name(mounted.mount()), MountJson.of(mounted));
            }
        }
        return Response.of(data);
    }

    private Response read(Call call, Family family) {
        String path = call.path("path");
        if (Tuning.meant(path)) {
            return tuning.read(call, family);
        }
        Mounted mounted = family.find(table(call), path);
        if (mounted == null) {
            throw RequestFailure.invalid(family.missing() + Family.withSlash(path));
        }
        return Response.of(MountJson.of(mounted));
    }

    private Response mount(Call call, Family family) {
        if (Tuning.meant(call.path("path"))) {
            return tuning.change(call, family);
        }
        String path = family.prefix() + MountPaths.checked(call.path("path"));
        MountPaths.requireMountable(family, path);
        String typeName = call.string("type", call.string("plugin_name", ""));
        if (typeName.isEmpty()) {
            throw RequestFailure.invalid("backend type must be specified as a string");
        }
        Map<String, String> options = new LinkedHashMap<>(call.stringMap("options"));
        EngineType type = type(family, typeName, options);
        MountPaths.requireFree(table(call), namespaces.tree(call.transaction()), call, path);
        if (table(call).all().size() >= Mounts.MAX_MOUNTS) {
            throw RequestFailure.invalid(
                    "the limit of " + Mounts.MAX_MOUNTS + " mounts is reached");
        }
        Mount draft =
                mounts.draft(
                        call.mount().namespaceId(),
                        path,
                        type,
                        call.string("description", ""),
                        options,
                        config(call, family));
        mounts.add(call.transaction(), type.mounting(draft), type, call.now());
        return Response.empty();
    }

    private MountConfig config(Call call, Family family) {
        ObjectNode config = call.object("config");
        return config == null ? MountConfig.NONE : MountTuning.first(config, limits, family);
    }

    private EngineType type(Family family, String name, Map<String, String> options) {
        String plain = name;
        if (name.equals("kv-v2") || name.equals("kv-v1")) {
            plain = "kv";
            options.putIfAbsent("version", name.substring(4));
        }
        if (SINGLE.contains(plain)) {
            throw RequestFailure.invalid(
                    family == Family.AUTH
                            ? plain + " credential backend cannot be instantiated"
                            : "mount type of \"" + plain + "\" is not mountable");
        }
        EngineType type = types.find(family.engineClass(), plain);
        if (type == null || type.builtin()) {
            throw RequestFailure.invalid("plugin not found in the catalog");
        }
        return type;
    }

    private Response unmount(Call call, Family family) {
        String named = call.path("path");
        if (family == Family.SECRET) {
            MountPaths.requireOutsideOfAuth("unmount", Family.withSlash(named));
        }
        Mounted mounted = family.find(table(call), named);
        if (mounted == null) {
            return Response.empty();
        }
        if (mounted.type().builtin()) {
            throw RequestFailure.invalid(
                    family == Family.AUTH
                            ? "token credential backend cannot be disabled"
                            : "cannot unmount \"" + mounted.mount().path() + "\"");
        }
        leases.end(call, mounted);
        mounts.remove(call.transaction(), mounted.mount());
        if (family == Family.AUTH) {
            // Its tokens have ended with it; what is left of them goes in the background.
            sweep.tidy(call.transaction(), call.now());
        }
        return Response.empty();
    }

    private MountTable table(Call call) {
        return mounts.table(call.transaction(), call.mount().namespaceId());
    }
}
