package io.sealwright.server.operator;

import io.sealwright.server.http.DirectAnswer;
import io.sealwright.server.http.StreamingEndpoint;
import io.sealwright.server.node.Unsealing;
import io.sealwright.server.request.Answer;
import io.sealwright.server.request.Pipeline;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.snapshot.SnapshotException;
import io.sealwright.storage.snapshot.SnapshotReader;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Restores a snapshot. The pipeline authenticates, authorizes and audits the request first, with an
 * empty body; only then is the stream read. One at a time.
 */
@Component
final class SnapshotEndpoint implements StreamingEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotEndpoint.class);
    private static final String PLAIN = "sys/storage/raft/snapshot";
    private static final String FORCE = "sys/storage/raft/snapshot-force";
    private static final Duration LIMIT = Duration.ofHours(1);

    private final Pipeline pipeline;
    private final RaftStore store;
    private final Barrier barrier;
    private final Unsealing unsealing;
    private final ReentrantLock one = new ReentrantLock();

    SnapshotEndpoint(Pipeline pipeline, RaftStore store, Barrier barrier, Unsealing unsealing) {
        this.pipeline = pipeline;
        this.store = store;
        this.barrier = barrier;
        this.unsealing = unsealing;
    }

    @Override
    public Set<String> paths() {
        return Set.of(PLAIN, FORCE);
    }

    @Override
    public DirectAnswer handle(Request request, InputStream body) throws IOException {
        if (pipeline.handle(request) instanceof Answer.Failed failed) {
            throw new RequestFailure(failed.failure());
        }
        if (!one.tryLock()) {
            throw RequestFailure.invalid("another restore is under way");
        }
        try {
            restore(body, request.path().equals(FORCE));
            return DirectAnswer.empty();
        } catch (SnapshotException e) {
            throw RequestFailure.invalid("the snapshot cannot be restored: " + e.getMessage());
        } finally {
            one.unlock();
        }
    }

    private void restore(InputStream body, boolean force) throws IOException {
        SnapshotReader snapshot = SnapshotReader.open(body);
        if (!force
                && !snapshot.header().clusterId().toString().equals(store.status().clusterId())) {
            throw RequestFailure.invalid(
                    "the snapshot is of another cluster: use snapshot-force to replace this one by it");
        }
        LOG.warn("restoring a snapshot taken at index {}", snapshot.header().index());
        store.restoreSnapshot(snapshot, Deadline.in(LIMIT));
        sealIfKeysChanged();
    }

    /** A snapshot of other keys is opened with its own shares. */
    private void sealIfKeysChanged() {
        try {
            barrier.termInfo();
        } catch (RuntimeException e) {
            LOG.warn(
                    "the restored store has other keys: this node is sealed, unseal it with that store's shares");
            unsealing.seal();
        }
    }
}
