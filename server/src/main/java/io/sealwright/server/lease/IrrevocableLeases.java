package io.sealwright.server.lease;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Leases whose revocation failed again and again; it is still tried. Thread-safe. */
@Component
final class IrrevocableLeases {
    /** The most that are listed unless more are asked for, as with the peer. */
    private static final int USUAL = 10_000;

    private static final int MAX = 100_000;

    private final Mounts mounts;

    IrrevocableLeases(Mounts mounts) {
        this.mounts = mounts;
    }

    Response count(Call call) {
        requireType(call);
        return Response.of(counted(call, all(call, MAX)));
    }

    Response list(Call call) {
        requireType(call);
        List<StoredLease> found = all(call, limit(call.string("limit", "")));
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("lease_count", found.size());
        ArrayNode leases = data.putArray("leases");
        for (StoredLease lease : found) {
            leases.addObject().put("lease_id", lease.id()).put("error", lease.error());
        }
        return Response.of(data);
    }

    private static void requireType(Call call) {
        if (!call.string("type", "").equals("irrevocable")) {
            throw RequestFailure.notFound();
        }
    }

    /**
     * {@code none} lifts the limit; ours stays.
     *
     * @throws RequestFailure if it is no number
     */
    private static int limit(String text) {
        if (text.isEmpty()) {
            return USUAL;
        }
        if (text.equals("none")) {
            return MAX;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit > 0) {
                return Math.min(limit, MAX);
            }
        } catch (NumberFormatException e) {
            // Below.
        }
        throw RequestFailure.invalid("limit must be 'none' or a positive number");
    }

    private static List<StoredLease> all(Call call, int limit) {
        List<StoredLease> found = new ArrayList<>();
        for (LeaseRecords.Ref ref :
                LeaseRecords.irrevocable(call.transaction(), call.mount().namespaceId(), limit)) {
            StoredLease lease = LeaseRecords.get(call.transaction(), ref);
            if (lease != null) {
                found.add(lease);
            }
        }
        return found;
    }

    private ObjectNode counted(Call call, List<StoredLease> leases) {
        Map<String, Integer> byMount = new TreeMap<>();
        for (StoredLease lease : leases) {
            Mounted mounted =
                    mounts.table(call.transaction(), lease.namespace())
                            .byAccessor(lease.mountAccessor());
            byMount.merge(mounted == null ? "" : mounted.mount().path(), 1, Integer::sum);
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ObjectNode counts = data.putObject("counts");
        byMount.forEach(counts::put);
        data.put("lease_count", leases.size());
        return data;
    }
}
