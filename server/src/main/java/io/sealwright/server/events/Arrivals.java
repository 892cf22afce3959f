package io.sealwright.server.events;

import io.sealwright.storage.Keys;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.Store;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Wakes those who read the log when this member has applied new events. Thread-safe. */
@Component
final class Arrivals {
    private long count;

    @Autowired
    Arrivals(RaftStore store) {
        this();
        store.onApplied(
                new Store.AppliedListener() {
                    @Override
                    public void applied(long index, Store.Touched touched) {
                        if (touched.spaces().contains(Keys.EVENTS)) {
                            arrived();
                        }
                    }

                    @Override
                    public void replaced() {
                        arrived();
                    }
                });
    }

    Arrivals() {}

    synchronized void arrived() {
        count++;
        notifyAll();
    }

    /** How often events have arrived. */
    synchronized long count() {
        return count;
    }

    /** Waits until events have arrived more often than that; at most so long. */
    synchronized void await(long known, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        long left = atMost.toMillis();
        while (count == known && left > 0) {
            wait(left);
            left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        }
    }
}
