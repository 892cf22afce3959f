package io.sealwright.server.operator;

import io.sealwright.policy.Operation;
import io.sealwright.server.http.DirectAnswer;
import io.sealwright.server.http.DirectEndpoint;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.ClusterStatus;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.barrier.Barrier;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/leader}: which member leads. */
@Component
final class LeaderEndpoint implements DirectEndpoint {
    private final RaftStore store;
    private final Barrier barrier;

    LeaderEndpoint(RaftStore store, Barrier barrier) {
        this.store = store;
        this.barrier = barrier;
    }

    @Override
    public Set<String> paths() {
        return Set.of("sys/leader");
    }

    @Override
    public Set<Operation> operations() {
        return Set.of(Operation.READ);
    }

    @Override
    public boolean reserved() {
        return true;
    }

    @Override
    public DirectAnswer handle(Request request) {
        if (barrier.sealed()) {
            throw new RequestFailure(new Failure.Sealed());
        }
        ClusterStatus cluster = store.status();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("ha_enabled", true);
        body.put("is_self", cluster.leading());
        body.put("active_time", "0001-01-01T00:00:00Z");
        body.put("leader_address", "");
        body.put("leader_cluster_address", "");
        for (ClusterStatus.Member member : cluster.members()) {
            if (member.nodeId().equals(cluster.leader())) {
                body.put("leader_address", member.apiAddress());
                body.put("leader_cluster_address", "https://" + member.clusterAddress());
            }
        }
        body.put("performance_standby", false);
        body.put("raft_committed_index", cluster.committedIndex());
        body.put("raft_applied_index", cluster.appliedIndex());
        return DirectAnswer.of(body);
    }
}
