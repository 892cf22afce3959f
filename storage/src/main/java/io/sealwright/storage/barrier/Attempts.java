package io.sealwright.storage.barrier;

import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Key;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.Store;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.View;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.barrier.SpaceKeys.FolderKeys;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs a body once on one view and commits what it wrote. Thread-safe. */
final class Attempts {
    private final Store store;
    private final BarrierKeys keys;
    private final DecodedCache cache;
    private final FairQueue queue;
    private final SharedTurns turns;
    private final EncryptionCount encryptions;
    private final Supplier<TransactionId> newId;
    private final Consumer<FolderKeys> overfull;

    Attempts(
            Store store,
            BarrierKeys keys,
            DecodedCache cache,
            FairQueue queue,
            SharedTurns turns,
            EncryptionCount encryptions,
            Supplier<TransactionId> newId,
            Consumer<FolderKeys> overfull) {
        this.store = store;
        this.keys = keys;
        this.cache = cache;
        this.queue = queue;
        this.turns = turns;
        this.encryptions = encryptions;
        this.newId = newId;
        this.overfull = overfull;
    }

    <T extends @Nullable Object> T read(
            Consistency consistency, Deadline deadline, TransactionBody<T> body) {
        keys.require();
        BufferedTransaction done;
        T value;
        try (View view = store.view(consistency, deadline)) {
            keys.follow(view);
            try (BufferedTransaction transaction = transaction(view, null, false)) {
                value = body.run(transaction);
                done = transaction;
            }
        } catch (Exception e) {
            throw Thrown.asItIs(e);
        }
        done.overfull().forEach(overfull);
        return value;
    }

    /**
     * {@code polite}: give way to transactions of this node that have their turn at a key written
     * here. {@code held}: turns over all nodes that are ours, used up by the commit; who has one
     * waits for nobody.
     */
    <T extends @Nullable Object> Attempt<T> attempt(
            @Nullable TransactionId id,
            Deadline deadline,
            boolean polite,
            List<SharedTurns.Held> held,
            TransactionBody<T> body) {
        keys.require();
        T value;
        WriteSet writeSet;
        List<FolderKeys> folders;
        EncryptionCount.Claim claim;
        try (View view = store.view(Consistency.LINEARIZABLE, deadline)) {
            keys.follow(view);
            try (BufferedTransaction transaction = transaction(view, id, true)) {
                value = body.run(transaction);
                folders = transaction.overfull();
                if (!transaction.hasWrites()) {
                    folders.forEach(overfull);
                    return new Attempt.Done<>(value, false);
                }
                transaction.indexNames();
                Key taken = held.isEmpty() ? turns.taken(view, transaction.written()) : null;
                if (taken != null) {
                    return new Attempt.Waiting<>(taken);
                }
                Key busy = polite ? queue.busy(transaction.written()) : null;
                if (busy != null) {
                    return new Attempt.Yielded<>(busy);
                }
                held.forEach(turn -> transaction.write(turn.record(), new Pending.Gone()));
                claim = encryptions.claim(transaction);
                List<Mutation> mutations = transaction.mutations();
                writeSet = new WriteSet(transaction.id(), transaction.preconditions(), mutations);
            }
        } catch (Exception e) {
            throw Thrown.asItIs(e);
        }
        return switch (store.commit(writeSet, deadline)) {
            case Outcome.Committed committed -> {
                claim.counted();
                folders.forEach(overfull);
                yield new Attempt.Done<>(value, true);
            }
            case Outcome.Conflict(Key key) -> new Attempt.Conflicted<>(key);
            case Outcome.BelowFloor(Key key) -> new Attempt.Conflicted<>(key);
        };
    }

    private BufferedTransaction transaction(
            View view, @Nullable TransactionId id, boolean writable) {
        return new BufferedTransaction(view, keys, cache, writable, id, newId);
    }
}
