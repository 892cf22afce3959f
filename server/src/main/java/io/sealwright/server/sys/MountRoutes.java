package io.sealwright.server.sys;

import io.sealwright.policy.Operation;
import io.sealwright.server.mount.EngineTypes;
import io.sealwright.server.mount.MountTable;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import io.sealwright.server.token.LeaseLimits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sys/mounts} and {@code sys/auth}: the same things done to secret engines and to auth
 * methods.
 */
@Component
final class MountRoutes implements SysRoutes {
    private final Mounts mounts;
    private final EngineTypes types;
    private final LeaseLimits limits;

    MountRoutes(Mounts mounts, EngineTypes types, LeaseLimits limits) {
        this.mounts = mounts;
        this.types = types;
        this.limits = limits;
    }

    /** The two families differ in their prefix and in a few words. */
    private record Family(String route, EngineClass engineClass, String prefix) {}

    private static final Family SECRET = new Family("mounts", EngineClass.SECRET, "");
    private static final Family AUTH = new Family("auth", EngineClass.AUTH, "auth/");

    @Override
    public List<Route> routes() {
        return List.of(
                list(SECRET),
                list(AUTH),
                one(SECRET),
                one(AUTH),
                tune(SECRET),
                tune(AUTH),
                remount(),
                remountStatus());
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
        if (family == AUTH) {
            route.sudo(Operation.READ, Operation.CREATE, Operation.UPDATE, Operation.DELETE);
        } else {
            route.sudo(Operation.DELETE);
        }
        return route.build();
    }

    private Route tune(Family family) {
        Route.Builder route =
                Route.at(family.route() + "/{path}/tune", "Shows or changes a mount's tuning.")
                        .fields(MountTuning.FIELDS)
                        .on(Operation.READ, call -> readTuning(call, family))
                        .on(Operation.UPDATE, call -> changeTuning(call, family));
        if (family == AUTH) {
            route.sudo(Operation.READ, Operation.CREATE, Operation.UPDATE);
        }
        return route.build();
    }

    private Response list(Call call, Family family) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        for (Mounted mounted : table(call).all()) {
            if (mounted.mount().engineClass() == family.engineClass()) {
                data.set(
                        mounted.mount().path().substring(family.prefix().length()),
                        MountJson.of(mounted.mount()));
            }
        }
        return Response.of(data);
    }

    private Response read(Call call, Family family) {
        if (call.path("path").endsWith("/tune")) {
            return readTuning(call, family);
        }
        Mounted mounted = table(call).at(family.prefix() + withSlash(call.path("path")));
        if (mounted == null) {
            String kind = family == AUTH ? "auth" : "secret";
            throw RequestFailure.invalid(
                    "No " + kind + " engine mount at " + withSlash(call.path("path")));
        }
        return Response.of(MountJson.of(mounted.mount()));
    }

    private Response mount(Call call, Family family) {
        if (call.path("path").endsWith("/tune")) {
            return changeTuning(call, family);
        }
        String path = family.prefix() + MountPaths.checked(call.path("path"));
        if (family == SECRET && path.startsWith("auth/")) {
            throw RequestFailure.invalid(
                    "cannot mount \"" + path + "\": auth/ is for auth methods");
        }
        String typeName = call.string("type", call.string("plugin_name", ""));
        if (typeName.isEmpty()) {
            throw RequestFailure.invalid("backend type must be specified as a string");
        }
        Map<String, String> options = new LinkedHashMap<>(call.stringMap("options"));
        EngineType type = type(family, typeName, options);
        MountPaths.requireFree(table(call), path);
        if (table(call).all().size() >= Mounts.MAX_MOUNTS) {
            throw RequestFailure.invalid(
                    "the limit of " + Mounts.MAX_MOUNTS + " mounts is reached");
        }
        ObjectNode config = call.object("config");
        MountConfig tuned =
                config == null
                        ? MountConfig.NONE
                        : MountTuning.apply(MountConfig.NONE, config, limits, family.engineClass());
        Mount draft =
                mounts.draft(
                        call.mount().namespaceId(),
                        path,
                        type,
                        call.string("description", ""),
                        options,
                        tuned);
        mounts.add(call.transaction(), type.mounting(draft), type, call.now());
        return Response.empty();
    }

    private EngineType type(Family family, String name, Map<String, String> options) {
        String plain = name;
        if (name.equals("kv-v2") || name.equals("kv-v1")) {
            plain = "kv";
            options.putIfAbsent("version", name.substring(4));
        }
        EngineType type = types.find(family.engineClass(), plain);
        if (type == null || type.builtin()) {
            throw RequestFailure.invalid("plugin not found in the catalog: " + name);
        }
        return type;
    }

    private Response unmount(Call call, Family family) {
        Mounted mounted = table(call).at(family.prefix() + withSlash(call.path("path")));
        if (mounted == null) {
            return Response.empty();
        }
        if (mounted.type().builtin()) {
            throw RequestFailure.invalid(
                    family == AUTH
                            ? "token credential backend cannot be disabled"
                            : "cannot unmount \"" + mounted.mount().path() + "\"");
        }
        mounts.remove(call.transaction(), mounted.mount());
        return Response.empty();
    }

    private Response readTuning(Call call, Family family) {
        Mounted mounted = tuned(call, family);
        return Response.of(
                MountJson.tuning(
                        mounted.mount(),
                        limits.defaultTtl().toSeconds(),
                        limits.maxTtl().toSeconds()));
    }

    private Response changeTuning(Call call, Family family) {
        Mounted mounted = tuned(call, family);
        Mount mount = mounted.mount();
        MountConfig config =
                MountTuning.apply(mount.config(), call.body(), limits, family.engineClass());
        Mount changed =
                mount.withConfig(config)
                        .withDescription(
                                call.body().has("description")
                                        ? call.string("description", "")
                                        : mount.description());
        if (call.body().has("options")) {
            Map<String, String> options = new LinkedHashMap<>(mount.options());
            options.putAll(call.stringMap("options"));
            changed = changed.withOptions(options);
        }
        mounts.update(call.transaction(), mounted.type().tuning(mount, changed));
        return Response.empty();
    }

    private Mounted tuned(Call call, Family family) {
        String named = call.path("path");
        String path =
                named.endsWith("/tune")
                        ? named.substring(0, named.length() - "/tune".length())
                        : named;
        Mounted mounted = table(call).at(family.prefix() + withSlash(path));
        if (mounted == null) {
            throw RequestFailure.invalid(
                    "tune of path \""
                            + family.prefix()
                            + withSlash(path)
                            + "\" failed: no mount entry found");
        }
        return mounted;
    }

    private Route remount() {
        return Route.at("remount", "Moves a mount to another path; its data and its accessor stay.")
                .required(
                        "from",
                        FieldType.STRING,
                        "Path of the mount; auth/ in front for an auth method.")
                .required("to", FieldType.STRING, "Its new path.")
                .on(Operation.UPDATE, this::move)
                .sudo(Operation.CREATE, Operation.UPDATE)
                .build();
    }

    private Response move(Call call) {
        String from = withSlash(call.string("from"));
        String to = MountPaths.checked(call.string("to"));
        Mounted mounted = table(call).at(from);
        if (mounted == null) {
            throw RequestFailure.invalid("no matching mount at \"" + from + "\"");
        }
        if (mounted.type().builtin()) {
            throw RequestFailure.invalid("cannot remount \"" + from + "\"");
        }
        if (from.startsWith("auth/") != to.startsWith("auth/")) {
            throw RequestFailure.invalid(
                    "an auth method stays below auth/ and a secret engine outside of it");
        }
        MountPaths.requireFree(table(call), to);
        mounts.update(call.transaction(), mounted.mount().withPath(to));
        // The move is done with this commit; the id names the mount, so that a client's poll finds
        // it.
        return Response.of(
                JsonNodeFactory.instance.objectNode().put("migration_id", mounted.mount().uuid()));
    }

    private Route remountStatus() {
        return Route.at("remount/status/{migration_id}", "Shows how a move ended.")
                .on(Operation.READ, this::moved)
                .build();
    }

    private Response moved(Call call) {
        String id = call.path("migration_id");
        for (Mounted mounted : table(call).all()) {
            if (mounted.mount().uuid().equals(id)) {
                ObjectNode data = JsonNodeFactory.instance.objectNode().put("migration_id", id);
                data.putObject("migration_info")
                        .put("source_mount", "")
                        .put("target_mount", mounted.mount().path())
                        .put("status", "success");
                return Response.of(data);
            }
        }
        throw RequestFailure.notFound();
    }

    private MountTable table(Call call) {
        return mounts.table(call.transaction(), call.mount().namespaceId());
    }

    private static String withSlash(String path) {
        return path.endsWith("/") ? path : path + "/";
    }
}
