package io.sealwright.storage.apply;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.TransactionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The applied state as {@code apply} sees it: everything it may depend on. */
public interface StateReader {
    @Nullable Entry get(Key key);

    /** 0 if absent. */
    long revision(Key key);

    /**
     * Entries of the live generation that start with {@code prefix}, in key order, after {@code
     * after}.
     */
    List<KeyEntry> scan(Key prefix, @Nullable Key after, int limit);

    /** The outcome recorded for this id; null if none is remembered. */
    @Nullable Recorded recorded(TransactionId id);

    Counters counters();

    /**
     * Scalars of the state.
     *
     * @param format version that gates every change of what apply does
     * @param sequence outcomes recorded so far
     * @param generation the live generation; counts up with every restore
     * @param restoreId the restore that fills the next generation; 0 if none
     */
    record Counters(int format, long sequence, long generation, long restoreId) {}
}
