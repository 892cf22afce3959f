package io.sealwright.storage.rocks;

import io.sealwright.storage.View;
import io.sealwright.storage.apply.Applier;
import io.sealwright.storage.apply.Changes;
import io.sealwright.storage.apply.Changes.GenerationChange;
import io.sealwright.storage.apply.ClassKey;
import io.sealwright.storage.apply.StoreCommand;
import io.sealwright.storage.apply.UnknownCommandException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * The applied state in RocksDB. One thread applies; any thread takes views. After each entry an
 * immutable published state replaces the one before, so that taking a view is one atomic increment.
 */
public final class RocksState implements AutoCloseable {
    private final DbHandle handle;
    private final BatchWriter writer;
    private final int newestFormat;
    private final HashMarks marks = new HashMarks();
    private volatile Published published;
    private volatile boolean closed;

    private RocksState(DbHandle handle, Meta meta, ClassRevisions classes, int newestFormat) {
        this.handle = handle;
        this.newestFormat = newestFormat;
        this.writer = new BatchWriter(handle);
        this.published = new Published(new PinnedSnapshot(handle), meta, classes);
    }

    /**
     * Opens or creates the database.
     *
     * @throws DataFolderException if it belongs to another cluster or has a newer format
     */
    public static RocksState open(Path folder, String clusterId, long blockCacheBytes) {
        return open(folder, clusterId, blockCacheBytes, Applier.FORMAT);
    }

    /**
     * @param newestFormat that the program follows
     */
    public static RocksState open(
            Path folder, String clusterId, long blockCacheBytes, int newestFormat) {
        DbHandle handle = DbHandle.open(folder, blockCacheBytes);
        try {
            checkCluster(handle, clusterId);
            byte[] stored = handle.db.get(handle.meta, Meta.APPLIED_KEY);
            Meta meta = stored == null ? Meta.empty() : Meta.decode(stored);
            if (meta.counters().format() > newestFormat) {
                throw new DataFolderException(
                        "the data has format "
                                + meta.counters().format()
                                + "; this program reads up to "
                                + newestFormat);
            }
            return new RocksState(
                    handle, meta, readClasses(handle, meta.classFloor()), newestFormat);
        } catch (RocksDBException failed) {
            handle.release();
            throw new StateFailedException("reading the applied index", failed);
        } catch (DataFolderException failed) {
            handle.release();
            throw failed;
        }
    }

    public long term() {
        return published.meta().term();
    }

    public long index() {
        return published.meta().index();
    }

    /** Outcomes recorded so far. */
    public long sequence() {
        return published.meta().counters().sequence();
    }

    /** The format that apply follows. */
    public int format() {
        return published.meta().counters().format();
    }

    public long generation() {
        return published.meta().counters().generation();
    }

    /**
     * The applied index with the rolling hash of everything applied up to it: equal on all members,
     * or one has diverged.
     */
    public Fingerprint fingerprint() {
        Meta meta = published.meta();
        return new Fingerprint(meta.index(), meta.hash());
    }

    /** The fingerprint at the newest round index passed since the start; null before the first. */
    public @Nullable Fingerprint newestMark() {
        Map.Entry<Long, Long> newest = marks.newest();
        return newest == null ? null : new Fingerprint(newest.getKey(), newest.getValue());
    }

    /** The hash at a round index; null if it is not known. */
    public @Nullable Long hashAt(long index) {
        return marks.at(index);
    }

    /** Whether this state is known to have had another hash at that round index. */
    public boolean differs(Fingerprint mark) {
        Long own = marks.at(mark.index());
        return own != null && own != mark.hash();
    }

    /** Whether this state is known to have had the same hash at that round index. */
    public boolean agrees(Fingerprint mark) {
        Long own = marks.at(mark.index());
        return own != null && own == mark.hash();
    }

    /** See {@link #fingerprint()}. */
    public record Fingerprint(long index, long hash) {}

    /**
     * Applies one entry. Only the apply thread calls this, in index order.
     *
     * @throws UnknownCommandException before anything was applied
     * @throws StateFailedException if the database failed; the node has to stop
     */
    public Changes apply(long term, long index, StoreCommand command) {
        Published before = published;
        Changes changes =
                Applier.apply(
                        new LatestState(handle, before.meta().counters()),
                        index,
                        command,
                        newestFormat);
        boolean switched = changes.generation() instanceof GenerationChange.Switched;
        long floor =
                changes.generation() instanceof GenerationChange.Switched turn
                        ? turn.revision()
                        : before.meta().classFloor();
        long hash = ChangeHash.next(before.meta().hash(), index, changes);
        Meta after = new Meta(term, index, changes.counters(), floor, hash);
        writer.write(before.meta(), changes, after);
        marks.pass(before.meta().index(), before.meta().hash(), index);
        ClassRevisions classes =
                switched
                        ? new ClassRevisions(floor, Map.of())
                        : before.classes().with(changes.classes());
        published = new Published(new PinnedSnapshot(handle), after, classes);
        before.snapshot().release();
        return changes;
    }

    /** Moves the applied index over an entry that changes nothing here. */
    public void advance(long term, long index) {
        Published before = published;
        if (index > before.meta().index()) {
            marks.pass(before.meta().index(), before.meta().hash(), index);
            published =
                    new Published(
                            before.snapshot(), before.meta().at(term, index), before.classes());
        }
    }

    /** The newest published state, pinned until the view is closed. */
    public View view() {
        while (!closed) {
            Published now = published;
            if (now.snapshot().tryRetain()) {
                return new RocksView(now);
            }
            Thread.onSpinWait();
        }
        throw new IllegalStateException("the store is closed");
    }

    /**
     * Makes the state durable and hard-links its files into a new folder. Only on the apply thread.
     */
    public void checkpoint(Path target) {
        try (Checkpoint checkpoint = Checkpoint.create(handle.db)) {
            flush();
            checkpoint.createCheckpoint(target.toString());
        } catch (RocksDBException failed) {
            throw new StateFailedException("writing a checkpoint", failed);
        }
    }

    /** Writes what is in memory to disk, the applied index included. Only on the apply thread. */
    public void flush() {
        try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
            handle.db.put(handle.meta, handle.write, Meta.APPLIED_KEY, published.meta().encode());
            handle.db.flush(wait, List.of(handle.data, handle.meta, handle.outcomes));
        } catch (RocksDBException failed) {
            throw new StateFailedException("flushing the state", failed);
        }
    }

    /** Makes it another Raft group's. Only before anything is applied for that one. */
    public void giveTo(String clusterId) {
        try {
            handle.db.put(
                    handle.meta,
                    handle.write,
                    Meta.CLUSTER_KEY,
                    clusterId.getBytes(StandardCharsets.US_ASCII));
        } catch (RocksDBException failed) {
            throw new StateFailedException("writing the cluster's id", failed);
        }
    }

    /** The folder goes too, once the last view is closed. */
    public void deleteWhenClosed() {
        handle.deleteWhenFree();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            published.snapshot().release();
            handle.release();
        }
    }

    private static void checkCluster(DbHandle handle, String clusterId) throws RocksDBException {
        byte[] stored = handle.db.get(handle.meta, Meta.CLUSTER_KEY);
        if (stored == null) {
            handle.db.put(
                    handle.meta,
                    handle.write,
                    Meta.CLUSTER_KEY,
                    clusterId.getBytes(StandardCharsets.US_ASCII));
            return;
        }
        String found = new String(stored, StandardCharsets.US_ASCII);
        if (!found.equals(clusterId)) {
            throw new DataFolderException(
                    "the data belongs to cluster " + found + ", not to " + clusterId);
        }
    }

    private static ClassRevisions readClasses(DbHandle handle, long floor) throws RocksDBException {
        Map<ClassKey, Long> revisions = new HashMap<>();
        byte[] prefix = {Meta.CLASS_PREFIX};
        try (RocksIterator iterator = handle.db.newIterator(handle.meta)) {
            iterator.seek(prefix);
            while (iterator.isValid() && iterator.key()[0] == Meta.CLASS_PREFIX) {
                revisions.put(
                        Meta.classKey(iterator.key()), ByteBuffer.wrap(iterator.value()).getLong());
                iterator.next();
            }
            iterator.status();
        }
        return new ClassRevisions(floor, Map.copyOf(revisions));
    }
}
