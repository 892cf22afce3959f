package io.sealwright.storage.rocks;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.apply.OutcomeEpochs;
import io.sealwright.storage.apply.Recorded;
import io.sealwright.storage.apply.StateReader;
import io.sealwright.storage.codec.OutcomeCodec;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** The newest state, for the apply thread alone: nobody else writes. */
final class LatestState implements StateReader {
    private final DbHandle handle;
    private final Counters counters;
    private final byte slot;

    LatestState(DbHandle handle, Counters counters) {
        this.handle = handle;
        this.counters = counters;
        this.slot = Slots.slot(counters.generation());
    }

    @Override
    public @Nullable Entry get(Key key) {
        try {
            byte[] stored = handle.db.get(handle.data, Slots.databaseKey(slot, key));
            return stored == null ? null : Scans.entry(stored);
        } catch (RocksDBException failed) {
            throw new StateFailedException("reading a key", failed);
        }
    }

    @Override
    public long revision(Key key) {
        byte[] revision = new byte[Long.BYTES];
        try {
            int size = handle.db.get(handle.data, Slots.databaseKey(slot, key), revision);
            return size == RocksDB.NOT_FOUND ? 0 : ByteBuffer.wrap(revision).getLong();
        } catch (RocksDBException failed) {
            throw new StateFailedException("reading a revision", failed);
        }
    }

    @Override
    public List<KeyEntry> scan(Key prefix, @Nullable Key after, int limit) {
        return Scans.scan(handle, null, slot, prefix, after, limit);
    }

    @Override
    public @Nullable Recorded recorded(TransactionId id) {
        int epoch = OutcomeEpochs.of(counters.sequence());
        byte[] stored = outcome(epoch, id);
        if (stored == null && epoch > 0) {
            stored = outcome(epoch - 1, id);
        }
        return stored == null ? null : new Recorded.Known(OutcomeCodec.decode(stored));
    }

    @Override
    public Counters counters() {
        return counters;
    }

    private byte @Nullable [] outcome(int epoch, TransactionId id) {
        try {
            return handle.db.get(handle.outcomes, outcomeKey(epoch, id));
        } catch (RocksDBException failed) {
            throw new StateFailedException("reading an outcome", failed);
        }
    }

    static byte[] outcomeKey(int epoch, TransactionId id) {
        return ByteBuffer.allocate(Integer.BYTES + 16)
                .putInt(epoch)
                .putLong(id.high())
                .putLong(id.low())
                .array();
    }

    static byte[] epochStart(int epoch) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(epoch).array();
    }
}
