package io.sealwright.server.usage;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts by key, of a bounded number of keys; what comes beyond that is lost, and said to be.
 * Thread-safe; adding costs one look-up.
 */
final class Tally<K> {
    private final int most;
    private final ConcurrentHashMap<K, Counted> counts = new ConcurrentHashMap<>();
    private final LongAdder lost = new LongAdder();

    /**
     * @param most keys; threads that add at the same time may exceed it by one each
     */
    Tally(int most) {
        this.most = most;
    }

    void add(K key, long at) {
        if (counts.size() >= most && !counts.containsKey(key)) {
            lost.increment();
            return;
        }
        counts.merge(key, Counted.once(at), Counted::plus);
    }

    /** Takes all counts away; what is added meanwhile is in this answer or in the next. */
    Map<K, Counted> drain() {
        Map<K, Counted> drained = new HashMap<>();
        for (K key : counts.keySet()) {
            Counted counted = counts.remove(key);
            if (counted != null) {
                drained.put(key, counted);
            }
        }
        return drained;
    }

    /** The counts as they are. */
    Map<K, Counted> copy() {
        return new HashMap<>(counts);
    }

    boolean fillingUp() {
        return counts.size() >= most / 2;
    }

    /** What was not counted, since the node was started. */
    long lost() {
        return lost.sum();
    }
}
