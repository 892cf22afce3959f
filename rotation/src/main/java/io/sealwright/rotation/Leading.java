package io.sealwright.rotation;

import io.sealwright.storage.Consistency;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.Store;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.TransactionBody;
import org.jspecify.annotations.Nullable;

/**
 * One time of leading: what is written through it lands only while it lasts. Thread-safe.
 *
 * @param fence of the leader's epoch
 */
public record Leading(Store store, Barrier barrier, Precondition fence) {
    /**
     * Spares a deposed leader the attempts that its fence would fail anyway.
     *
     * @throws DeposedException if this member does not lead any more
     */
    public void check() {
        if (!fence.equals(store.fence())) {
            throw new DeposedException();
        }
    }

    /**
     * A transaction that carries the fence; 10 s at most. The body may run again.
     *
     * @throws DeposedException if this member does not lead any more
     */
    public <T extends @Nullable Object> T transact(TransactionBody<T> body) {
        return barrier.transact(
                DueScheduler.deadline(),
                transaction -> {
                    check();
                    transaction.require(fence);
                    return body.run(transaction);
                });
    }

    /** A read of the leader's own state, which needs no round: writes check what it led to. */
    public <T extends @Nullable Object> T read(TransactionBody<T> body) {
        return barrier.read(Consistency.LOCAL, DueScheduler.deadline(), body);
    }
}
