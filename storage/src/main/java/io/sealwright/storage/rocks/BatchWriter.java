package io.sealwright.storage.rocks;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.apply.Changes;
import io.sealwright.storage.apply.Changes.GenerationChange;
import io.sealwright.storage.apply.ClassKey;
import io.sealwright.storage.apply.OutcomeEpochs;
import io.sealwright.storage.codec.OutcomeCodec;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Turns the changes of one entry into one batch, the applied index in it. */
final class BatchWriter {
    private final DbHandle handle;

    BatchWriter(DbHandle handle) {
        this.handle = handle;
    }

    void write(Meta before, Changes changes, Meta after) {
        try (WriteBatch batch = new WriteBatch()) {
            data(batch, before, changes);
            outcomes(batch, before.counters().sequence(), changes);
            for (Map.Entry<ClassKey, Long> written : changes.classes().entrySet()) {
                batch.put(
                        handle.meta,
                        Meta.classKey(written.getKey()),
                        java.nio.ByteBuffer.allocate(Long.BYTES)
                                .putLong(written.getValue())
                                .array());
            }
            batch.put(handle.meta, Meta.APPLIED_KEY, after.encode());
            handle.db.write(handle.write, batch);
        } catch (RocksDBException failed) {
            throw new StateFailedException("writing the state", failed);
        }
    }

    private void data(WriteBatch batch, Meta before, Changes changes) throws RocksDBException {
        long generation = before.counters().generation();
        GenerationChange change = changes.generation();
        switch (change) {
            case null -> points(batch, Slots.slot(generation), changes);
            case GenerationChange.Emptied emptied -> drop(batch, Slots.slot(generation + 1));
            case GenerationChange.Filling filling ->
                    points(batch, Slots.slot(generation + 1), changes);
            case GenerationChange.Switched switched -> {
                points(batch, Slots.slot(generation + 1), changes);
                drop(batch, Slots.slot(generation));
                byte[] classes = {Meta.CLASS_PREFIX};
                batch.deleteRange(handle.meta, classes, Slots.end(classes));
            }
        }
    }

    private void points(WriteBatch batch, byte slot, Changes changes) throws RocksDBException {
        for (Key prefix : changes.deletedPrefixes()) {
            byte[] start = Slots.databaseKey(slot, prefix);
            batch.deleteRange(handle.data, start, Slots.end(start));
        }
        for (Map.Entry<Key, Optional<Entry>> point : changes.points().entrySet()) {
            byte[] key = Slots.databaseKey(slot, point.getKey());
            Optional<Entry> entry = point.getValue();
            if (entry.isPresent()) {
                batch.put(handle.data, key, Scans.stored(entry.get()));
            } else {
                batch.delete(handle.data, key);
            }
        }
    }

    private void drop(WriteBatch batch, byte slot) throws RocksDBException {
        byte[] start = {slot};
        batch.deleteRange(handle.data, start, Slots.end(start));
    }

    private void outcomes(WriteBatch batch, long sequence, Changes changes)
            throws RocksDBException {
        long next = sequence;
        for (Map.Entry<TransactionId, Outcome> recorded : changes.recorded().entrySet()) {
            int epoch = OutcomeEpochs.of(next++);
            batch.put(
                    handle.outcomes,
                    LatestState.outcomeKey(epoch, recorded.getKey()),
                    OutcomeCodec.encode(recorded.getValue()));
        }
        int epoch = OutcomeEpochs.of(next);
        if (epoch > OutcomeEpochs.of(sequence) && epoch > 1) {
            batch.deleteRange(
                    handle.outcomes, LatestState.epochStart(0), LatestState.epochStart(epoch - 1));
        }
    }
}
