package io.sealwright.storage.barrier;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A scan of sealed values over a view with a transaction's own writes laid over it. */
final class ScanMerge {
    private static final int MAX_CHUNK = 1_000;

    private final BufferedTransaction transaction;
    private final Key prefix;
    private final Predicate<Key> stop;
    private final int limit;

    /** Ends before the first key that {@code stop} names, or with {@code limit} entries. */
    ScanMerge(BufferedTransaction transaction, Key prefix, Predicate<Key> stop, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a scan's limit is at least 1");
        }
        this.transaction = transaction;
        this.prefix = prefix;
        this.stop = stop;
        this.limit = limit;
    }

    /** {@code own} are the pending writes of the range; consumed. */
    List<KeyEntry> entries(@Nullable Key after, TreeMap<Key, Pending> own) {
        List<KeyEntry> merged = new ArrayList<>();
        Key last = after;
        boolean more = !transaction.goneByPrefix(prefix);
        while (more && merged.size() < limit) {
            int chunk = Math.min(limit - merged.size() + Math.min(own.size(), 16), MAX_CHUNK);
            List<KeyEntry> stored = transaction.view().scan(prefix, last, chunk);
            more = stored.size() == chunk;
            for (KeyEntry one : stored) {
                if (!addOwn(merged, own, one.key())) {
                    return merged;
                }
                if (merged.size() == limit || stop.test(one.key())) {
                    return merged;
                }
                Pending replaced = own.remove(one.key());
                if (replaced == null) {
                    byte[] plain = transaction.open(one.key(), one.entry().value());
                    merged.add(new KeyEntry(one.key(), new Entry(one.entry().revision(), plain)));
                } else {
                    addPending(merged, one.key(), replaced);
                }
                last = one.key();
            }
        }
        addOwn(merged, own, null);
        return merged;
    }

    /** Adds own writes before {@code end} (null = all); false when one of them is past the stop. */
    private boolean addOwn(List<KeyEntry> merged, TreeMap<Key, Pending> own, @Nullable Key end) {
        while (merged.size() < limit
                && !own.isEmpty()
                && (end == null || own.firstKey().compareTo(end) < 0)) {
            if (stop.test(own.firstKey())) {
                return false;
            }
            Map.Entry<Key, Pending> first = own.pollFirstEntry();
            addPending(merged, first.getKey(), first.getValue());
        }
        return true;
    }

    private static void addPending(List<KeyEntry> merged, Key key, Pending pending) {
        if (pending instanceof Pending.Sealed sealed) {
            merged.add(new KeyEntry(key, new Entry(0, sealed.plain().clone())));
        }
    }
}
