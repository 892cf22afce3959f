package io.sealwright.storage.rocks;

import io.sealwright.storage.Key;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/** A database snapshot with the handle it needs; freed with its last holder. */
final class PinnedSnapshot extends RefCount {
    final DbHandle handle;
    final Snapshot snapshot;
    final ReadOptions read;

    /** Takes a hold on the handle. */
    PinnedSnapshot(DbHandle handle) {
        if (!handle.tryRetain()) {
            throw new IllegalStateException("the database is closed");
        }
        this.handle = handle;
        this.snapshot = handle.db.getSnapshot();
        this.read = new ReadOptions().setSnapshot(snapshot);
    }

    byte @Nullable [] get(byte slot, Key key) {
        try {
            return handle.db.get(handle.data, read, Slots.databaseKey(slot, key));
        } catch (RocksDBException failed) {
            throw new StateFailedException("reading a key", failed);
        }
    }

    @Override
    void free() {
        read.close();
        handle.db.releaseSnapshot(snapshot);
        snapshot.close();
        handle.release();
    }
}
