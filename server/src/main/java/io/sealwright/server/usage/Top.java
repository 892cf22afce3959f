package io.sealwright.server.usage;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The most frequent of any number of keys, in bounded memory, after the space-saving algorithm:
 * {@code most} keys are shown with exact counts from when they came to be shown, everything else is
 * summed, so that all shown counts and the rest together are always the exact total.
 *
 * <p>Keys that are not shown, eight times as many, are candidates with an estimate that is never
 * below their true count. A candidate takes the place of the least shown one once its estimate is
 * twice as high, so that the shown ones change seldom: at most {@code most * log2(total)} times.
 * Written by one thread at a time; counts may be read by any.
 */
final class Top<K> {
    private static final int CANDIDATES = 8;

    /** A key that is followed. */
    static final class Slot<K> {
        private final K key;
        private final long order;
        private final AtomicLongArray counts;
        private long estimate;
        private boolean shown;

        private Slot(K key, long order, int kinds, long estimate) {
            this.key = key;
            this.order = order;
            this.counts = new AtomicLongArray(kinds);
            this.estimate = estimate;
        }

        K key() {
            return key;
        }

        long count(int kind) {
            return counts.get(kind);
        }

        long estimate() {
            return estimate;
        }
    }

    /** Hears which keys are shown. */
    interface Listener<K> {
        void shown(Slot<K> slot);

        void hidden(Slot<K> slot);
    }

    private final int most;
    private final int kinds;
    private final Listener<K> listener;
    private final AtomicLongArray rest;
    private final Map<K, Slot<K>> slots = new HashMap<>();
    private final TreeSet<Slot<K>> shown = byEstimate();
    private final TreeSet<Slot<K>> candidates = byEstimate();
    private long orders;

    /** What a key that is not followed may have been counted, at most. */
    private long floor;

    /**
     * @param most keys that are shown; 0 = none
     * @param kinds of counts that each key has
     */
    Top(int most, int kinds, Listener<K> listener) {
        this.most = most;
        this.kinds = kinds;
        this.listener = listener;
        this.rest = new AtomicLongArray(kinds);
    }

    private static <K> TreeSet<Slot<K>> byEstimate() {
        return new TreeSet<>(
                Comparator.<Slot<K>>comparingLong(slot -> slot.estimate)
                        .thenComparingLong(slot -> slot.order));
    }

    synchronized void add(K key, int kind, long times) {
        if (most == 0) {
            rest.addAndGet(kind, times);
            return;
        }
        Slot<K> slot = slots.get(key);
        if (slot == null) {
            slot = follow(key);
        }
        raise(slot, times);
        if (!slot.shown && deservesToBeShown(slot)) {
            show(slot);
        }
        (slot.shown ? slot.counts : rest).addAndGet(kind, times);
    }

    private Slot<K> follow(K key) {
        if (slots.size() >= most * (1 + CANDIDATES)) {
            Slot<K> least = candidates.removeFirst();
            slots.remove(least.key);
            floor = Math.max(floor, least.estimate);
        }
        Slot<K> slot = new Slot<>(key, orders++, kinds, floor);
        slots.put(key, slot);
        candidates.add(slot);
        return slot;
    }

    private void raise(Slot<K> slot, long times) {
        TreeSet<Slot<K>> place = slot.shown ? shown : candidates;
        place.remove(slot);
        slot.estimate += times;
        place.add(slot);
    }

    private boolean deservesToBeShown(Slot<K> slot) {
        return shown.size() < most || slot.estimate >= 2 * shown.first().estimate;
    }

    private void show(Slot<K> slot) {
        if (shown.size() >= most) {
            hide(shown.first());
        }
        candidates.remove(slot);
        slot.shown = true;
        shown.add(slot);
        listener.shown(slot);
    }

    private void hide(Slot<K> slot) {
        shown.remove(slot);
        listener.hidden(slot);
        slot.shown = false;
        candidates.add(slot);
        for (int kind = 0; kind < kinds; kind++) {
            rest.addAndGet(kind, slot.counts.getAndSet(kind, 0));
        }
    }

    /** What was counted of all that is not shown. */
    long rest(int kind) {
        return rest.get(kind);
    }

    /** The least that a shown key is estimated at; 0 while more could be shown. */
    synchronized long leastShown() {
        return shown.size() < most || most == 0 ? 0 : shown.first().estimate;
    }

    /** Keys that are followed, shown or not. */
    synchronized int size() {
        return slots.size();
    }
}
