package io.sealwright.server.quotas;

import io.sealwright.policy.Operation;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.NamespaceTree;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/quotas/lease-count}. */
@Component
final class LeaseCountRoutes implements SysRoutes {
    private static final int MAX_NAME = 256;
    private static final int ID_BYTES = 8;
    private static final long MOST = 1_000_000_000_000L;

    private final LeaseCountChanges changes;
    private final Namespaces namespaces;
    private final SecureRandom random;
    // Asked late: the mount table needs the engine types, and this is a part of one.
    private final ObjectProvider<Mounts> mounts;

    LeaseCountRoutes(
            LeaseCountChanges changes,
            Namespaces namespaces,
            SecureRandom random,
            ObjectProvider<Mounts> mounts) {
        this.changes = changes;
        this.namespaces = namespaces;
        this.random = random;
        this.mounts = mounts;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("quotas/lease-count", "Lists the names of the limits of lease counts.")
                        .field("after", FieldType.STRING, "Starts after this name.")
                        .field("limit", FieldType.INT, "The most names to list.")
                        .on(Operation.LIST, this::list)
                        .build(),
                Route.at("quotas/lease-count/{name}", "Reads, writes or deletes such a limit.")
                        .field("path", FieldType.STRING, "Namespace, mount or path; empty for all.")
                        .field("max_leases", FieldType.INT, "The most leases; at least 1.")
                        .field("role", FieldType.STRING, "With a mount: logins with this role.")
                        .field(
                                "inheritable",
                                FieldType.BOOL,
                                "With a namespace: also for those within it.")
                        .field("type", FieldType.STRING, "Ignored.")
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, this::delete)
                        .build());
    }

    private Response list(Call call) {
        long limit = call.integer("limit", 0);
        int most = limit <= 0 ? LeaseCountQuotas.MAX : (int) Math.min(limit, LeaseCountQuotas.MAX);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        var keys = data.putArray("keys");
        LeaseCountQuotas.names(call.transaction(), call.string("after", ""), most).stream()
                .filter(name -> changes.living(call.transaction(), name) != null)
                .forEach(keys::add);
        if (keys.isEmpty()) {
            throw RequestFailure.notFound();
        }
        return Response.of(data);
    }

    private Response read(Call call) {
        LeaseCountQuota quota = changes.living(call.transaction(), call.path("name"));
        if (quota == null) {
            throw RequestFailure.notFound();
        }
        Long left = LeaseCounters.left(call.transaction(), quota.id());
        return Response.of(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("counted", quota.counted())
                        .put("counter", left == null ? 0 : quota.maxLeases() - left)
                        .put("inheritable", quota.inheritable())
                        .put("max_leases", quota.maxLeases())
                        .put("name", quota.name())
                        .put("path", path(call, quota))
                        .put("role", quota.role())
                        .put("type", "lease-count"));
    }

    private String path(Call call, LeaseCountQuota quota) {
        Namespace namespace = namespaces.tree(call.transaction()).open(quota.namespace());
        Mounted mounted =
                mounts.getObject()
                        .table(call.transaction(), quota.namespace())
                        .byAccessor(quota.mount());
        return (namespace == null ? "" : namespace.path())
                + (mounted == null ? "" : mounted.mount().path() + quota.below());
    }

    private Response write(Call call) {
        return answer(changes.put(call, wanted(call)));
    }

    private Response delete(Call call) {
        return answer(changes.delete(call, call.path("name")));
    }

    private static Response answer(boolean counted) {
        return counted
                ? Response.empty()
                : Response.empty()
                        .withWarning(
                                "There are many leases: they are being counted in the background, and"
                                        + " nothing is refused until \"counted\" is true.")
                        .withStatus(200);
    }

    private LeaseCountQuota wanted(Call call) {
        String name = call.path("name");
        if (name.length() > MAX_NAME) {
            throw RequestFailure.invalid("the name is longer than " + MAX_NAME + " characters");
        }
        long most = call.integer("max_leases", 0);
        if (most < 1 || most > MOST) {
            throw RequestFailure.invalid("'max_leases' is invalid");
        }
        NamespaceTree.Place place = place(call);
        Namespace namespace = place.namespace();
        QuotaTarget target =
                QuotaTarget.of(
                        mounts.getObject().table(call.transaction(), namespace.number()),
                        place.path(),
                        call.string("role", ""));
        boolean whole = target.mounted() == null;
        boolean inheritable = call.bool("inheritable", whole && namespace.isRoot());
        if (inheritable && !whole) {
            throw RequestFailure.invalid("only a quota for a namespace can be inheritable");
        }
        return new LeaseCountQuota(
                name,
                id(),
                namespace.number(),
                target.accessor(),
                target.below(),
                target.role(),
                most,
                inheritable,
                false);
    }

    /** As operators write it: {@code team} may be a mount, or the namespace {@code team/}. */
    private NamespaceTree.Place place(Call call) {
        String sent = call.string("path", "");
        String path = sent.startsWith("/") ? sent.substring(1) : sent;
        boolean folder = path.isEmpty() || path.endsWith("/");
        NamespaceTree.Place found =
                namespaces.tree(call.transaction()).find("", folder ? path : path + "/");
        if (found == null) {
            throw RequestFailure.invalid("invalid mount path \"" + path + "\"");
        }
        String rest = found.path();
        return folder || rest.isEmpty()
                ? found
                : new NamespaceTree.Place(found.namespace(), rest.substring(0, rest.length() - 1));
    }

    private String id() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }
}
