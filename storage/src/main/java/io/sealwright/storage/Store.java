package io.sealwright.storage;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One member's access to the replicated store. Every member answers reads and takes writes.
 * Thread-safe.
 *
 * <p>Keys and values reach it as they are stored; the barrier in front of it seals them.
 */
public interface Store extends AutoCloseable {
    /**
     * A read point.
     *
     * @throws StoreException.Unavailable if no linearizable point could be had before the deadline
     */
    View view(Consistency consistency, Deadline deadline);

    /**
     * Commits through Raft and waits for the outcome. A time-out inside never runs a body again:
     * the same id is resubmitted until the deadline.
     *
     * @throws StoreException as each kind says
     */
    Outcome commit(WriteSet writeSet, Deadline deadline);

    /** This member's and the cluster's state, from memory. */
    ClusterStatus status();

    /**
     * While this member leads: a precondition on its epoch record, without which no duty of the
     * leader may write. Null on any other member, and until the epoch record of this term is
     * committed.
     */
    @Nullable Precondition fence();

    /** Called after writes were applied, on the apply thread: must return at once. */
    void onApplied(AppliedListener listener);

    /** Told what each applied batch touched. */
    @FunctionalInterface
    interface AppliedListener {
        void applied(long index, Touched touched);

        /** The whole state is another one now: a snapshot's, or a restored one. */
        default void replaced() {}
    }

    /**
     * What a batch wrote or deleted. Of a deleted prefix no key is named.
     *
     * @param spaces of all of them
     */
    record Touched(Set<SpaceId> spaces, Set<Key> keys, List<Key> prefixes) {}

    @Override
    void close();
}
