package io.sealwright.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue before one device. An entry that nobody waits for yet does not wake the taker:
 * it goes along with the next one, or after a short time. So a request and its response share one
 * sync. Thread-safe; one taker.
 */
final class DeviceQueue {

    /** Whether an entry was taken in. */
    enum Offer {
        TAKEN,
        FULL,
        TOO_LARGE,
        CLOSED
    }

    /** How long an entry that nobody waits for may stay in memory. */
    static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** After this time without entries the taker sleeps until the first one wakes it. */
    private static final long ACTIVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int maxEntries;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<PendingEntry> entries = new ArrayDeque<>();
    private long bytes;
    private boolean closed;
    private boolean wanted;
    private boolean asleep;
    private long lastTakeNanos = System.nanoTime();

    DeviceQueue(int maxEntries, long maxBytes) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
    }

    /**
     * @param waited whether someone waits for the entry
     */
    Offer offer(PendingEntry pending, boolean waited) {
        int length = pending.entry().length();
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            if (length > maxBytes) {
                return Offer.TOO_LARGE;
            }
            if (entries.size() >= maxEntries || bytes + length > maxBytes) {
                return Offer.FULL;
            }
            entries.add(pending);
            bytes += length;
            if (asleep || (waited && !wanted)) {
                changed.signal();
            }
            wanted |= waited;
            return Offer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /**
     * All that waits, at once; empty after the time or a {@link #want}; null once closed and empty.
     */
    @Nullable List<PendingEntry> take(long waitNanos) throws InterruptedException {
        lock.lock();
        try {
            sleep(waitNanos);
            wanted = false;
            if (entries.isEmpty()) {
                return closed ? null : List.of();
            }
            List<PendingEntry> all = new ArrayList<>(entries);
            entries.clear();
            bytes = 0;
            lastTakeNanos = System.nanoTime();
            return all;
        } finally {
            lock.unlock();
        }
    }

    private void sleep(long waitNanos) throws InterruptedException {
        long deadline = System.nanoTime() + waitNanos;
        while (!wanted && !closed) {
            long now = System.nanoTime();
            asleep = entries.isEmpty() && now - lastTakeNanos > ACTIVE_NANOS;
            long left = asleep ? deadline - now : Math.min(deadline - now, LINGER_NANOS);
            if (left <= 0) {
                break;
            }
            boolean timedOut = changed.awaitNanos(left) <= 0;
            if (timedOut && !entries.isEmpty()) {
                break;
            }
        }
        asleep = false;
    }

    /** Wakes the taker: someone waits for what is queued, or has another wish. */
    void want() {
        lock.lock();
        try {
            wanted = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more in; what waits is still given out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }
}
