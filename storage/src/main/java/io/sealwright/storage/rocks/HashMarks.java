package io.sealwright.storage.rocks;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The rolling hash as it was at round indexes, for members to compare: each has the hash of the
 * last entry at or below the same index, whatever entries without data lie between. In memory only;
 * one thread writes.
 */
final class HashMarks {
    /** Entries between marks. */
    static final int DISTANCE_BITS = 8;

    private static final int KEPT = 64;

    private final ConcurrentSkipListMap<Long, Long> marks = new ConcurrentSkipListMap<>();

    /** The applied index moves on from {@code before}, where the hash was this. */
    void pass(long before, long hash, long index) {
        long mark = index - 1 >>> DISTANCE_BITS;
        if (mark > before - 1 >>> DISTANCE_BITS && before > 0) {
            marks.put(mark << DISTANCE_BITS, hash);
            if (marks.size() > KEPT) {
                marks.pollFirstEntry();
            }
        }
    }

    @Nullable Long at(long index) {
        return marks.get(index);
    }

    Map.@Nullable Entry<Long, Long> newest() {
        return marks.lastEntry();
    }
}
