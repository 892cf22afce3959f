package io.sealwright.storage.rocks;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/** Stored values ({@code revision (8) | value}) and range reads. */
final class Scans {
    private static final int MAX_LIMIT = 10_000;

    private Scans() {}

    static byte[] stored(Entry entry) {
        return ByteBuffer.allocate(Long.BYTES + entry.value().length)
                .putLong(entry.revision())
                .put(entry.value())
                .array();
    }

    static Entry entry(byte[] stored) {
        return new Entry(
                ByteBuffer.wrap(stored).getLong(),
                Arrays.copyOfRange(stored, Long.BYTES, stored.length));
    }

    static List<KeyEntry> scan(
            DbHandle handle,
            @Nullable Snapshot snapshot,
            byte slot,
            Key prefix,
            @Nullable Key after,
            int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("a scan's limit is 1 to " + MAX_LIMIT);
        }
        byte[] start = Slots.databaseKey(slot, prefix);
        byte[] skip = after == null ? null : Slots.databaseKey(slot, after);
        byte[] from = skip != null && Arrays.compareUnsigned(skip, start) > 0 ? skip : start;
        try (Slice end = new Slice(Slots.end(start));
                ReadOptions read = new ReadOptions().setIterateUpperBound(end)) {
            if (snapshot != null) {
                read.setSnapshot(snapshot);
            }
            try (RocksIterator iterator = handle.db.newIterator(handle.data, read)) {
                return collect(iterator, from, skip, limit);
            }
        } catch (RocksDBException failed) {
            throw new StateFailedException("reading a range", failed);
        }
    }

    private static List<KeyEntry> collect(
            RocksIterator iterator, byte[] from, byte @Nullable [] skip, int limit)
            throws RocksDBException {
        List<KeyEntry> found = new ArrayList<>();
        iterator.seek(from);
        if (skip != null && iterator.isValid() && Arrays.equals(iterator.key(), skip)) {
            iterator.next();
        }
        while (iterator.isValid() && found.size() < limit) {
            found.add(new KeyEntry(Slots.key(iterator.key()), entry(iterator.value())));
            iterator.next();
        }
        iterator.status();
        return found;
    }
}
