package io.sealwright.server.http;

import io.sealwright.server.config.LimitSettings;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * How many requests are worked on at once. Those beyond wait in a bounded queue that holds no
 * thread, first come first served. Thread-safe.
 */
@Component
public final class Admission {
    private final int queueLimit;
    private final Deque<Turn> waiting = new ArrayDeque<>();
    private int free;

    Admission(LimitSettings limits) {
        free = limits.concurrentRequests();
        queueLimit = limits.queuedRequests();
    }

    /** A request that waits. */
    @FunctionalInterface
    public interface Turn {
        /** Starts it on a thread of its own, without blocking; false if it cannot run any more. */
        boolean start();
    }

    /** What {@link #enter} decided. */
    public enum Entry {
        /** Go on, then {@link #leave}. */
        ADMITTED,
        /** The turn will be started, once, by whoever leaves; then go on, then leave. */
        QUEUED,
        FULL
    }

    /** Takes a place if one is free. */
    synchronized boolean enter() {
        if (free == 0) {
            return false;
        }
        free--;
        return true;
    }

    /** Takes a place, or waits for one. */
    public synchronized Entry enter(Turn turn) {
        if (free > 0) {
            free--;
            return Entry.ADMITTED;
        }
        if (waiting.size() >= queueLimit) {
            return Entry.FULL;
        }
        waiting.add(turn);
        return Entry.QUEUED;
    }

    /**
     * Gives the place to the first who waits and can still be started: its client may have gone.
     */
    public void leave() {
        Turn next = handOver();
        while (next != null && !next.start()) {
            next = handOver();
        }
    }

    private synchronized @Nullable Turn handOver() {
        Turn next = waiting.poll();
        if (next == null) {
            free++;
        }
        return next;
    }

    synchronized int waiting() {
        return waiting.size();
    }
}
