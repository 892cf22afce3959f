package io.sealwright.storage.barrier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The deltas of a folder in name order; immutable.
 *
 * @param rootRevision of the page directory that they go with; a compaction changes both
 */
record SortedDeltas(long rootRevision, List<NameDelta> deltas) {
    /** What a cached list is filed under beside the folder's counter. */
    static final Object CACHE_TAG = new Object();

    static SortedDeltas of(long rootRevision, List<NameDelta> deltas) {
        List<NameDelta> sorted = new ArrayList<>(deltas);
        sorted.sort((one, other) -> Arrays.compareUnsigned(one.name(), other.name()));
        return new SortedDeltas(rootRevision, List.copyOf(sorted));
    }

    /** With a transaction's own changes laid over. */
    SortedDeltas with(@Nullable FolderChange own) {
        if (own == null) {
            return this;
        }
        TreeMap<byte[], NameDelta> merged = new TreeMap<>(Arrays::compareUnsigned);
        deltas.forEach(delta -> merged.put(delta.name(), delta));
        own.names.forEach((name, change) -> merged.put(name, new NameDelta(change.added(), name)));
        return new SortedDeltas(rootRevision, List.copyOf(merged.values()));
    }

    int firstAfter(byte[] after) {
        int low = 0;
        int high = deltas.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(deltas.get(middle).name(), after) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    int bytes() {
        return deltas.stream().mapToInt(delta -> 48 + delta.name().length).sum();
    }

    @Override
    public String toString() {
        return "SortedDeltas[" + deltas.size() + "]";
    }
}
