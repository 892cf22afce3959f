package io.sealwright.server.lockout;

import io.sealwright.policy.Operation;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/locked-users}: who is locked out, and the way back in. */
@Component
final class LockoutRoutes implements SysRoutes {
    private final Mounts mounts;
    private final Lockouts lockouts;

    LockoutRoutes(Mounts mounts, Lockouts lockouts) {
        this.mounts = mounts;
        this.lockouts = lockouts;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("locked-users", "Who is locked out after failed logins.")
                        .field(
                                "mount_accessor",
                                FieldType.STRING,
                                "Of one auth mount alone; all if empty.")
                        .on(Operation.READ, this::read)
                        .build(),
                Route.at(
                                "locked-users/{mount_accessor}/unlock/{alias_identifier}",
                                "Forgets the failed logins of a user name or role id.")
                        .on(Operation.UPDATE, this::unlock)
                        .build());
    }

    private Response read(Call call) {
        String wanted = call.string("mount_accessor", "");
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        int total = 0;
        for (Mounted mounted : mounts.table(call.transaction(), call.mount().namespaceId()).all()) {
            boolean asked = wanted.isEmpty() || wanted.equals(mounted.mount().accessor());
            if (asked && mounted.type().locksOut()) {
                total += add(call, mounted, !wanted.isEmpty(), found);
            }
        }
        if (!wanted.isEmpty() && found.isEmpty()) {
            found.add(one(wanted, List.of()));
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ObjectNode namespace = data.putArray("by_namespace").addObject();
        namespace.put("namespace_id", "root");
        namespace.put("namespace_path", "");
        namespace.put("counts", total);
        namespace.set("mount_accessors", found);
        data.put("total", total);
        return Response.of(data);
    }

    private int add(Call call, Mounted mounted, boolean evenNone, ArrayNode found) {
        List<String> names = lockouts.locked(call.transaction(), mounted.mount(), call.now());
        if (evenNone || !names.isEmpty()) {
            found.add(one(mounted.mount().accessor(), names));
        }
        return names.size();
    }

    private static ObjectNode one(String accessor, List<String> names) {
        ObjectNode one = JsonNodeFactory.instance.objectNode();
        one.put("mount_accessor", accessor);
        one.put("counts", names.size());
        if (names.isEmpty()) {
            one.putNull("alias_identifiers");
        } else {
            names.forEach(one.putArray("alias_identifiers")::add);
        }
        return one;
    }

    private Response unlock(Call call) {
        Mounted mounted =
                mounts.table(call.transaction(), call.mount().namespaceId())
                        .byAccessor(call.path("mount_accessor"));
        if (mounted != null && mounted.type().locksOut()) {
            lockouts.unlock(call.transaction(), mounted.mount(), call.path("alias_identifier"));
        }
        return Response.empty();
    }
}
