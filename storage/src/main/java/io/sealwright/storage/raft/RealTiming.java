package io.sealwright.storage.raft;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** By the machine's monotonic clock. */
record RealTiming(long roundTimeoutMillis) implements RoundTiming {
    private static final long HEDGE_MILLIS = 10;

    private static final Executor LATER =
            CompletableFuture.delayedExecutor(HEDGE_MILLIS, TimeUnit.MILLISECONDS, Runnable::run);

    @Override
    public void afterHedge(Runnable task) {
        LATER.execute(task);
    }

    @Override
    public CompletableFuture<Long> bounded(CompletableFuture<Long> round) {
        return round.orTimeout(roundTimeoutMillis, TimeUnit.MILLISECONDS);
    }
}
