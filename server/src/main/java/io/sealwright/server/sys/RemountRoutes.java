package io.sealwright.server.sys;

import io.sealwright.policy.Operation;
import io.sealwright.server.lease.MountLeases;
import io.sealwright.server.mount.MountTable;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sys/remount}: a mount moves with one commit, since its data does not know its path; its
 * leases end before.
 */
@Component
final class RemountRoutes implements SysRoutes {
    private final Mounts mounts;
    private final Namespaces namespaces;
    private final MountLeases leases;

    RemountRoutes(Mounts mounts, Namespaces namespaces, MountLeases leases) {
        this.mounts = mounts;
        this.leases = leases;
        this.namespaces = namespaces;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at(
                                "remount",
                                "Moves a mount to another path; its data and its accessor stay.")
                        .field(
                                "from",
                                FieldType.STRING,
                                "Path of the mount; auth/ in front for an auth method.")
                        .field("to", FieldType.STRING, "Its new path.")
                        .on(Operation.UPDATE, this::move)
                        .sudo(Operation.CREATE, Operation.UPDATE)
                        .build(),
                Route.at("remount/status/{migration_id}", "Shows how a move ended.")
                        .on(Operation.READ, this::moved)
                        .build());
    }

    private Response move(Call call) {
        String named = call.string("from", "");
        String wanted = call.string("to", "");
        if (named.isEmpty() || wanted.isEmpty()) {
            throw RequestFailure.invalid("both 'from' and 'to' path must be specified as a string");
        }
        String from = Family.withSlash(named);
        String to = MountPaths.checked(wanted);
        Mounted mounted = table(call).at(from);
        if (mounted != null && mounted.type().builtin()) {
            throw RequestFailure.invalid("cannot remount \"" + from + "\"");
        }
        boolean method =
                mounted == null
                        ? from.startsWith("auth/")
                        : mounted.mount().engineClass() == EngineClass.AUTH;
        if (MountPaths.reserved(to) || method != to.startsWith("auth/") || to.equals("auth/")) {
            throw RequestFailure.invalid("cannot remount to destination " + to);
        }
        if (mounted == null) {
            throw RequestFailure.invalid("no matching mount at 'from'");
        }
        MountPaths.requireFree(table(call), namespaces.tree(call.transaction()), call, to);
        // They are named by its path.
        leases.end(call, mounted);
        mounts.update(call.transaction(), mounted.mount().withPath(to));
        // The move is done with this commit; the id names the mount, so that a client's poll finds
        // it.
        return Response.of(
                JsonNodeFactory.instance.objectNode().put("migration_id", mounted.mount().uuid()));
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
}
