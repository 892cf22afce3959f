package io.sealwright.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One consistent read point of the whole store. Reads do no network I/O. It pins the database until
 * closed, so that a snapshot install cannot close it under a reader. Safe for use by one thread at
 * a time.
 */
public interface View extends AutoCloseable {
    /** Raft index up to which everything is visible. */
    long index();

    @Nullable Entry get(Key key);

    /** Only the revision; 0 if absent. Cheaper than reading the value. */
    long revision(Key key);

    /**
     * Entries whose key starts with {@code prefix}, in key order, strictly after {@code after} (a
     * whole key; null = from the first), at most {@code limit} (1 to 10,000).
     */
    List<KeyEntry> scan(Key prefix, @Nullable Key after, int limit);

    /**
     * Revision of the last write to any record of this class in this namespace as of this view; 0
     * if never written.
     */
    long classRevision(int namespace, ControlClass controlClass);

    @Override
    void close();
}
