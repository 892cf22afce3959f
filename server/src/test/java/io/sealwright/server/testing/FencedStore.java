package io.sealwright.server.testing;

import io.sealwright.storage.ClusterStatus;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.Store;
import io.sealwright.storage.View;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.barrier.Barrier;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A store whose member leads when a test says so. */
public final class FencedStore implements Store {
    private static final String EPOCH = "cluster/test-epoch";

    private final Store store;
    private final AtomicLong epochs = new AtomicLong();
    private volatile @Nullable Precondition fence;

    public FencedStore(Store store) {
        this.store = store;
    }

    /** A new epoch, whose leader this member is; what has an older fence does not land. */
    public Precondition lead(Barrier barrier) {
        Deadline deadline = Deadline.in(Duration.ofSeconds(20));
        barrier.transact(
                deadline,
                transaction -> {
                    transaction.system(EPOCH);
                    transaction.putSystem(
                            EPOCH,
                            ByteBuffer.allocate(8).putLong(epochs.incrementAndGet()).array());
                    return EPOCH;
                });
        try (View view = store.view(Consistency.LINEARIZABLE, deadline)) {
            Precondition now =
                    new Precondition.AtRevision(
                            Keys.system(EPOCH), view.revision(Keys.system(EPOCH)));
            fence = now;
            return now;
        }
    }

    /** Another member leads. */
    public void follow() {
        fence = null;
    }

    @Override
    public View view(Consistency consistency, Deadline deadline) {
        return store.view(consistency, deadline);
    }

    @Override
    public Outcome commit(WriteSet writeSet, Deadline deadline) {
        return store.commit(writeSet, deadline);
    }

    @Override
    public ClusterStatus status() {
        return store.status();
    }

    @Override
    public @Nullable Precondition fence() {
        return fence;
    }

    @Override
    public void onApplied(AppliedListener listener) {
        store.onApplied(listener);
    }

    @Override
    public void close() {
        store.close();
    }
}
