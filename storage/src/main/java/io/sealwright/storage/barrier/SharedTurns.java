package io.sealwright.storage.barrier;

import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.Store;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.View;
import io.sealwright.storage.WriteSet;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns at a key over all nodes. A transaction that lost several times although it had its turn on
 * its own node, because others are nearer to the leader, writes a record that says whose turn it
 * is; all nodes let it go first, and it deletes the record with its own commit. For fairness only.
 * Thread-safe.
 *
 * <p>The record is plain, {@code version(1)}, under a 64-bit hash of the key in {@link Keys#TURNS};
 * keys that share a hash share turns. One that stays the same for {@link #STALE} is ignored: its
 * owner is gone.
 */
final class SharedTurns {
    static final Duration STALE = Duration.ofSeconds(1);

    // Nobody looks for records on a node that has applied none for so long.
    private static final Duration REMEMBERED = Duration.ofSeconds(10);
    private static final Duration RELEASE_TIME = Duration.ofSeconds(1);
    private static final int MAX_SEEN = 1024;
    private static final byte[] RECORD = {1};

    /** A turn that this node wrote: its record and what revision that has. */
    record Held(Key record, long revision) {}

    private record Seen(long revision, long sinceNanos) {}

    private final Store store;
    private final Supplier<TransactionId> newId;
    private final ConcurrentHashMap<Key, Seen> seen = new ConcurrentHashMap<>();
    private volatile boolean ever;
    private volatile long noticedNanos;

    SharedTurns(Store store, Supplier<TransactionId> newId) {
        this.store = store;
        this.newId = newId;
    }

    static Key record(Key contested) {
        // FNV-1a: what matters is only that all nodes compute the same.
        long hash = 0xcbf29ce484222325L;
        for (byte one : contested.bytes()) {
            hash = (hash ^ (one & 0xff)) * 0x100000001b3L;
        }
        byte[] id = ByteBuffer.allocate(Long.BYTES).putLong(hash).array();
        return Keys.of(Keys.ROOT_NAMESPACE, Keys.ITEM, Keys.TURNS, id);
    }

    /** Some node's record was applied. */
    void noticed() {
        noticedNanos = System.nanoTime();
        ever = true;
    }

    /** The first of these keys at which it is another node's turn; null if there is none. */
    @Nullable Key taken(View view, Collection<Key> keys) {
        if (!ever || System.nanoTime() - noticedNanos > REMEMBERED.toNanos()) {
            return null;
        }
        for (Key key : keys) {
            Key record = record(key);
            long revision = view.revision(record);
            if (revision != 0 && !stale(record, revision)) {
                return key;
            }
        }
        return null;
    }

    private boolean stale(Key record, long revision) {
        if (seen.size() > MAX_SEEN) {
            seen.clear();
        }
        Seen now =
                seen.compute(
                        record,
                        (key, before) ->
                                before != null && before.revision() == revision
                                        ? before
                                        : new Seen(revision, System.nanoTime()));
        return System.nanoTime() - now.sinceNanos() > STALE.toNanos();
    }

    /**
     * Says that it is our turn at this key; null if it is somebody else's, or that is not known.
     */
    @Nullable Held take(Key contested, Deadline deadline) {
        Key record = record(contested);
        try {
            Precondition free;
            try (View view = store.view(Consistency.LOCAL, deadline)) {
                long revision = view.revision(record);
                if (revision != 0 && !stale(record, revision)) {
                    return null;
                }
                free =
                        revision == 0
                                ? new Precondition.Absent(record)
                                : new Precondition.AtRevision(record, revision);
            }
            WriteSet writeSet =
                    new WriteSet(
                            newId.get(), List.of(free), List.of(new Mutation.Put(record, RECORD)));
            return store.commit(writeSet, deadline) instanceof Outcome.Committed(long revision)
                    ? new Held(record, revision)
                    : null;
        } catch (StoreException e) {
            // The transaction itself will hear of it, if it lasts.
            return null;
        }
    }

    /** Gives up a turn that was not used; if that fails, others wait until it is stale. */
    void release(Held held) {
        WriteSet writeSet =
                new WriteSet(
                        newId.get(),
                        List.of(new Precondition.AtRevision(held.record(), held.revision())),
                        List.of(new Mutation.Delete(held.record())));
        try {
            store.commit(writeSet, Deadline.in(RELEASE_TIME));
        } catch (StoreException e) {
            seen.remove(held.record());
        }
    }
}
