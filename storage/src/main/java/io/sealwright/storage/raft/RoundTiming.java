package io.sealwright.storage.raft;

import java.util.concurrent.CompletableFuture;

/** How patient a read round is. Decides cost and time-outs, never safety. */
interface RoundTiming {
    /** Runs it when those asked first have had their time. */
    void afterHedge(Runnable task);

    /** Fails the round when its time is over. */
    CompletableFuture<Long> bounded(CompletableFuture<Long> round);
}
