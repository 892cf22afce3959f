package io.sealwright.server.operator;

import io.sealwright.policy.Operation;
import io.sealwright.server.config.StorageSettings;
import io.sealwright.server.config.Version;
import io.sealwright.server.http.DirectAnswer;
import io.sealwright.server.http.DirectEndpoint;
import io.sealwright.server.node.Unsealing;
import io.sealwright.server.spi.Request;
import io.sealwright.storage.RaftStore;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/seal-status}: whether the node is sealed, and how many shares it has been given. */
@Component
final class SealStatusEndpoint implements DirectEndpoint {
    private final Unsealing unsealing;
    private final RaftStore store;
    private final StorageSettings storage;

    SealStatusEndpoint(Unsealing unsealing, RaftStore store, StorageSettings storage) {
        this.unsealing = unsealing;
        this.store = store;
        this.storage = storage;
    }

    @Override
    public Set<String> paths() {
        return Set.of("sys/seal-status");
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
        return DirectAnswer.of(json(unsealing.status()));
    }

    ObjectNode json(Unsealing.Status status) {
        boolean initialised = status.initialised();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("type", "shamir");
        body.put("initialized", initialised);
        body.put("sealed", status.sealed());
        body.put("t", status.threshold());
        body.put("n", status.shares());
        body.put("progress", status.progress());
        body.put("nonce", status.nonce());
        body.put("version", Version.API);
        body.put("build_date", "");
        body.put("migration", false);
        if (store.initialised() && !status.sealed()) {
            String clusterId = store.status().clusterId();
            body.put("cluster_name", ClusterName.of(clusterId));
            body.put("cluster_id", clusterId);
        }
        body.put("recovery_seal", false);
        body.put("storage_type", storage.ephemeral() ? "inmem" : "raft");
        return body;
    }
}
