package io.sealwright.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The bounded queue before one device. Thread-safe; one taker. */
final class DeviceQueue {

    /** Whether an entry was taken in. */
    enum Offer {
        TAKEN,
        FULL,
        TOO_LARGE,
        CLOSED
    }

    private final int maxEntries;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<PendingEntry> entries = new ArrayDeque<>();
    private long bytes;
    private boolean closed;
    private boolean nudged;

    DeviceQueue(int maxEntries, long maxBytes) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
    }

    Offer offer(PendingEntry pending) {
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
            if (entries.size() == 1) {
                changed.signal();
            }
            return Offer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /**
     * All that waits, at once; empty after the time or a {@link #nudge}; null once closed and
     * empty.
     */
    @Nullable List<PendingEntry> take(long waitNanos) throws InterruptedException {
        lock.lock();
        try {
            long left = waitNanos;
            while (entries.isEmpty() && !closed && !nudged && left > 0) {
                left = changed.awaitNanos(left);
            }
            nudged = false;
            if (entries.isEmpty()) {
                return closed ? null : List.of();
            }
            List<PendingEntry> all = new ArrayList<>(entries);
            entries.clear();
            bytes = 0;
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes the taker. */
    void nudge() {
        lock.lock();
        try {
            nudged = true;
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
