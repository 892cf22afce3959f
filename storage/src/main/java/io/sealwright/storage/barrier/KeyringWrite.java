package io.sealwright.storage.barrier;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.Key;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.Store;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.WriteSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A change of the keyring's records, valid only against the keyring that it was made from. */
final class KeyringWrite {
    private final TransactionId id;
    private final List<Precondition> preconditions = new ArrayList<>();
    private final List<Mutation> mutations = new ArrayList<>();

    KeyringWrite(TransactionId id, BarrierKeys.Unsealed from, Precondition... required) {
        this.id = id;
        preconditions.add(
                new Precondition.AtRevision(SystemRecords.KEYRING, from.keyringRevision()));
        preconditions.addAll(Arrays.asList(required));
    }

    void put(Key key, byte[] value) {
        mutations.add(new Mutation.Put(key, value));
    }

    void delete(Key key) {
        mutations.add(new Mutation.Delete(key));
    }

    /**
     * The revision of what was written; throws {@link ConflictException} if a precondition no
     * longer held.
     */
    long commit(Store store, Deadline deadline) {
        return switch (store.commit(new WriteSet(id, preconditions, mutations), deadline)) {
            case Outcome.Committed(long revision) -> revision;
            case Outcome.Conflict conflict -> throw new ConflictException();
            case Outcome.BelowFloor below -> throw new ConflictException();
        };
    }
}
