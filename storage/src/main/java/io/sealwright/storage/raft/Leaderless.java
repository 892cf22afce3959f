package io.sealwright.storage.raft;

import io.sealwright.storage.StoreException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * For how long this member has known no leader. An election is worth waiting for, a lost majority
 * is not: after a few seconds who asks is told at once. Thread-safe.
 */
final class Leaderless implements Runnable {
    static final long PERIOD_MILLIS = 250;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final BooleanSupplier leaderKnown;
    private final LongSupplier nanoTime;
    private volatile long sinceNanos;
    private volatile boolean leaderless;

    Leaderless(BooleanSupplier leaderKnown, LongSupplier nanoTime) {
        this.leaderKnown = leaderKnown;
        this.nanoTime = nanoTime;
    }

    @Override
    public void run() {
        if (leaderKnown.getAsBoolean()) {
            leaderless = false;
        } else if (!leaderless) {
            sinceNanos = nanoTime.getAsLong();
            leaderless = true;
        }
    }

    /**
     * @throws StoreException.Unavailable if no leader was known for longer than an election takes
     */
    void check() {
        if (leaderless
                && nanoTime.getAsLong() - sinceNanos > PATIENCE_NANOS
                && !leaderKnown.getAsBoolean()) {
            throw new StoreException.Unavailable(
                    "no leader: this member has no contact with a majority");
        }
    }
}
