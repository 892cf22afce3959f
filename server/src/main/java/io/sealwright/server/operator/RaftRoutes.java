package io.sealwright.server.operator;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RawBody;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import io.sealwright.storage.ClusterStatus;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.RaftStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/storage/raft}: members, their state, and snapshots. */
@Component
final class RaftRoutes implements SysRoutes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Duration SNAPSHOT_LIMIT = Duration.ofSeconds(30);

    private final RaftStore store;
    private final OncePerRequest once;

    RaftRoutes(RaftStore store, OncePerRequest once) {
        this.store = store;
        this.once = once;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("storage/raft/configuration", "Lists the members.")
                        .on(Operation.READ, this::configuration)
                        .build(),
                change("remove-peer", "Takes a member out of the cluster.", this::remove),
                change("promote", "Makes a listener a voter.", this::promote),
                change("demote", "Makes a voter a listener.", this::demote),
                Route.at(
                                "storage/raft/snapshot",
                                "Saves a snapshot of the whole store, sealed as it is.")
                        .on(Operation.READ, this::snapshot)
                        // A restore's body is a stream that SnapshotEndpoint reads; this is the
                        // question whether it may.
                        .on(Operation.UPDATE, _ -> Response.empty())
                        .build(),
                Route.at(
                                "storage/raft/snapshot-force",
                                "Restores a snapshot of another cluster, too.")
                        .on(Operation.UPDATE, _ -> Response.empty())
                        .sudo(Operation.UPDATE, Operation.CREATE)
                        .build());
    }

    private Route change(String name, String summary, Consumer<Call> work) {
        return Route.at("storage/raft/" + name, summary)
                .required("server_id", FieldType.STRING, "Node id of the member.")
                .field("dr_operation_token", FieldType.STRING, "Kept for clients that send it.")
                .on(
                        Operation.UPDATE,
                        once.of(call -> {
                            work.accept(call);
                            return Response.empty();
                        }))
                .build();
    }

    private Response configuration(Call call) {
        ClusterStatus cluster = store.status();
        ObjectNode data = JSON.objectNode();
        ObjectNode config = data.putObject("config");
        config.put("index", 0);
        ArrayNode servers = config.putArray("servers");
        for (ClusterStatus.Member member : cluster.members()) {
            servers.addObject()
                    .put("node_id", member.nodeId())
                    .put("address", member.clusterAddress())
                    .put("leader", member.nodeId().equals(cluster.leader()))
                    .put("protocol_version", "3")
                    .put("voter", member.voter());
        }
        return Response.of(data);
    }

    // A change of the members is a commit of its own, asked for after the request was authorized
    // and audited.

    private void remove(Call call) {
        change(() -> store.membership().removeMember(known(call), call.request().deadline()));
    }

    private void promote(Call call) {
        change(() -> store.membership().promote(known(call), call.request().deadline()));
    }

    private void demote(Call call) {
        change(() -> store.membership().demote(known(call), call.request().deadline()));
    }

    private String known(Call call) {
        String id = call.string("server_id");
        if (store.status().members().stream().noneMatch(member -> member.nodeId().equals(id))) {
            throw RequestFailure.invalid("no member has this server_id");
        }
        return id;
    }

    private static void change(Runnable work) {
        try {
            work.run();
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid(String.valueOf(e.getMessage()));
        }
    }

    /** Written after its audit lines are durable; as of a point no older than the request. */
    private Response snapshot(Call call) {
        return Response.raw(
                new RawBody(
                        "application/gzip",
                        out -> store.saveSnapshot(out, Deadline.in(SNAPSHOT_LIMIT))));
    }
}
