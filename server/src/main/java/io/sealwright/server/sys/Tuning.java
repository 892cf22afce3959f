package io.sealwright.server.sys;

import io.sealwright.policy.Operation;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.LeaseLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code tune} of both families. */
final class Tuning {
    private static final String SUFFIX = "/tune";

    private final Mounts mounts;
    private final LeaseLimits limits;

    Tuning(Mounts mounts, LeaseLimits limits) {
        this.mounts = mounts;
        this.limits = limits;
    }

    Route route(Family family) {
        Route.Builder route =
                Route.at(family.route() + "/{path}" + SUFFIX, "Shows or changes a mount's tuning.")
                        .fields(MountTuning.FIELDS)
                        .on(Operation.READ, call -> read(call, family))
                        .on(Operation.UPDATE, call -> change(call, family));
        if (family == Family.AUTH) {
            route.sudo(Operation.READ, Operation.CREATE, Operation.UPDATE);
        }
        return route.build();
    }

    /** Whether a path below {@code sys/mounts/} means the tuning of a mount. */
    static boolean meant(String path) {
        return path.endsWith(SUFFIX);
    }

    Response read(Call call, Family family) {
        Mounted mounted = find(call, family);
        if (mounted == null) {
            throw RequestFailure.invalid(
                    "cannot fetch sysview for path \"" + mountPath(call, family) + "\"");
        }
        return Response.of(
                MountJson.tuning(
                        mounted.mount(),
                        limits.defaultTtl().toSeconds(),
                        limits.maxTtl().toSeconds()));
    }

    Response change(Call call, Family family) {
        Mounted mounted = find(call, family);
        if (mounted == null) {
            throw RequestFailure.invalid(
                    "tune of path \""
                            + mountPath(call, family)
                            + "\" failed: no mount entry found");
        }
        if (call.body().hasNonNull("user_lockout_config") && !mounted.type().locksOut()) {
            throw RequestFailure.invalid(
                    "tuning of user lockout configuration for auth type \""
                            + mounted.mount().type()
                            + "\" not allowed");
        }
        mounts.update(
                call.transaction(),
                mounted.type().tuning(mounted.mount(), changed(call, mounted.mount())));
        return Response.empty();
    }

    private Mount changed(Call call, Mount mount) {
        Mount changed = mount.withConfig(MountTuning.changed(mount, call.body(), limits));
        if (call.has("description")) {
            changed = changed.withDescription(call.string("description", ""));
        }
        if (call.has("options")) {
            Map<String, String> options = new LinkedHashMap<>(mount.options());
            options.putAll(call.stringMap("options"));
            changed = changed.withOptions(options);
        }
        return changed;
    }

    private @Nullable Mounted find(Call call, Family family) {
        return mounts.table(call.transaction(), call.mount().namespaceId())
                .at(mountPath(call, family));
    }

    private static String mountPath(Call call, Family family) {
        String named = call.path("path");
        return family.mountPath(
                meant(named) ? named.substring(0, named.length() - SUFFIX.length()) : named);
    }
}
