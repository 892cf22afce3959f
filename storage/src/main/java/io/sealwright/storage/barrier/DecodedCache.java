package io.sealwright.storage.barrier;

import io.sealwright.storage.Key;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Decoded records by (key, decoder), each valid for one revision. Bounded by the bytes they were
 * decoded from; the oldest entry that was not used since it was last looked at goes first (second
 * chance). Thread-safe; a hit takes no lock.
 */
final class DecodedCache {
    // What an entry costs beside its value: the map's node, the key, the queue's node.
    private static final int ENTRY_BYTES = 256;

    private record Slot(Key key, Object decoder) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Slot that && decoder == that.decoder && key.equals(that.key);
        }

        @Override
        public int hashCode() {
            return 31 * key.hashCode() + System.identityHashCode(decoder);
        }
    }

    private static final class Cached {
        final long revision;
        final Object value;
        final int weight;
        volatile boolean used;

        Cached(long revision, Object value, int weight) {
            this.revision = revision;
            this.value = value;
            this.weight = weight;
        }
    }

    private final long maxWeight;
    private final ConcurrentHashMap<Slot, Cached> entries = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Slot> order = new ConcurrentLinkedQueue<>();
    private final AtomicLong weight = new AtomicLong();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private volatile boolean shut;

    DecodedCache(long maxWeight) {
        this.maxWeight = maxWeight;
    }

    /**
     * The value decoded from exactly this revision. The type is the decoder's; nobody else stores
     * under it.
     */
    @Nullable Object get(Key key, Object decoder, long revision) {
        Cached cached = entries.get(new Slot(key, decoder));
        if (cached == null || cached.revision != revision) {
            misses.increment();
            return null;
        }
        hits.increment();
        if (!cached.used) {
            cached.used = true;
        }
        return cached.value;
    }

    void put(Key key, Object decoder, long revision, Object value, int bytes) {
        int cost = ENTRY_BYTES + bytes;
        if (shut || cost > maxWeight / 8) {
            return;
        }
        insert(new Slot(key, decoder), new Cached(revision, value, cost));
        evict();
        // shut() may have cleared before the value was in.
        if (shut) {
            clear();
        }
    }

    private void insert(Slot slot, Cached fresh) {
        Cached before = entries.get(slot);
        if (before == null) {
            before = entries.putIfAbsent(slot, fresh);
            if (before == null) {
                order.add(slot);
                weight.addAndGet(fresh.weight);
            }
        }
        // An older view must not push out what newer ones use.
        if (before != null
                && before.revision < fresh.revision
                && entries.replace(slot, before, fresh)) {
            weight.addAndGet(fresh.weight - before.weight);
        }
    }

    private void evict() {
        // Every slot gets at most one second chance in a round, so this ends.
        int chances = 2 * entries.size() + 2;
        while (weight.get() > maxWeight && chances-- > 0) {
            Slot slot = order.poll();
            if (slot == null) {
                return;
            }
            Cached cached = entries.get(slot);
            if (cached != null && cached.used) {
                cached.used = false;
                order.add(slot);
            } else if (cached != null && entries.remove(slot, cached)) {
                weight.addAndGet(-cached.weight);
            } else if (cached != null) {
                order.add(slot);
            }
        }
    }

    /** Forgets everything and takes nothing in until {@link #reopen}. */
    void shut() {
        shut = true;
        clear();
    }

    void reopen() {
        shut = false;
    }

    void clear() {
        order.clear();
        for (Slot slot : entries.keySet()) {
            Cached cached = entries.remove(slot);
            if (cached != null) {
                weight.addAndGet(-cached.weight);
            }
        }
    }

    CacheStats stats() {
        return new CacheStats(entries.size(), weight.get(), hits.sum(), misses.sum());
    }

    long weight() {
        return weight.get();
    }

    int size() {
        return entries.size();
    }
}
