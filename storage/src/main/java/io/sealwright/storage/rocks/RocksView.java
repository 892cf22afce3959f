package io.sealwright.storage.rocks;

import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.View;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** A hold on a published state. */
final class RocksView implements View {
    private final Published at;
    private final byte slot;
    private boolean closed;

    /** The caller has retained the snapshot. */
    RocksView(Published at) {
        this.at = at;
        this.slot = Slots.slot(at.meta().counters().generation());
    }

    @Override
    public long index() {
        return at.meta().index();
    }

    @Override
    public @Nullable Entry get(Key key) {
        checkOpen();
        byte[] stored = at.snapshot().get(slot, key);
        return stored == null ? null : Scans.entry(stored);
    }

    @Override
    public long revision(Key key) {
        checkOpen();
        byte[] revision = new byte[Long.BYTES];
        DbHandle handle = at.snapshot().handle;
        try {
            int size =
                    handle.db.get(
                            handle.data,
                            at.snapshot().read,
                            Slots.databaseKey(slot, key),
                            revision);
            return size == RocksDB.NOT_FOUND ? 0 : ByteBuffer.wrap(revision).getLong();
        } catch (RocksDBException failed) {
            throw new StateFailedException("reading a revision", failed);
        }
    }

    @Override
    public List<KeyEntry> scan(Key prefix, @Nullable Key after, int limit) {
        checkOpen();
        PinnedSnapshot pinned = at.snapshot();
        return Scans.scan(pinned.handle, pinned.snapshot, slot, prefix, after, limit);
    }

    @Override
    public long classRevision(int namespace, ControlClass controlClass) {
        return at.classes().of(namespace, (byte) controlClass.ordinal());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            at.snapshot().release();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the view is closed");
        }
    }
}
