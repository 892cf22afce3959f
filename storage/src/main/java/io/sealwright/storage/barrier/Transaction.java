package io.sealwright.storage.barrier;

import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.TransactionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one view and buffers writes, which are committed together or not at all. For one thread.
 * Its body may be run again on a newer view after a conflict, so it does nothing but read and write
 * here.
 */
public interface Transaction {
    TransactionId id();

    /** Raft index of the view. */
    long index();

    Records records(int namespace, SpaceId space);

    /** One more thing that must hold at commit, such as the leader's fence. */
    void require(Precondition precondition);

    long classRevision(int namespace, ControlClass controlClass);

    /**
     * A record outside the barrier, by its fixed name (see {@code Keys.system}); becomes a
     * precondition.
     */
    byte @Nullable [] system(String name);

    void putSystem(String name, byte[] value);

    /**
     * Adds to the due index. {@code id} at most 64 bytes, stored as it is; {@code value} is sealed.
     */
    void putDue(Instant at, byte kind, int namespace, byte[] id, byte[] value);

    void deleteDue(Instant at, byte kind, int namespace, byte[] id);

    /**
     * Entries of the due index from {@code from} up to and including {@code until}, in time order;
     * no preconditions.
     */
    List<DueEntry> due(Instant from, Instant until, int limit);

    /** As {@link #due}, from the entry on that comes after that one, whether or not it is there. */
    List<DueEntry> dueAfter(DueEntry last, Instant until, int limit);

    /**
     * Deletes every record, item and counter of a namespace but the root. Nothing of it may be read
     * or written afterwards in this transaction.
     */
    void clearNamespace(int namespace);

    boolean hasWrites();
}
