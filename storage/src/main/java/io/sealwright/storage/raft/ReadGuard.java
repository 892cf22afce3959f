package io.sealwright.storage.raft;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shares read rounds: one is in flight, and reads that arrive meanwhile wait for the next one
 * together. Thread-safe.
 */
final class ReadGuard {
    private final Asked asked;
    private final long roundTimeoutMillis;
    private @Nullable CompletableFuture<Long> next;
    private boolean inFlight;

    ReadGuard(Asked asked, long roundTimeoutMillis) {
        this.asked = asked;
        this.roundTimeoutMillis = roundTimeoutMillis;
    }

    /** The index that a read arriving now has to see; fails if this round found none. */
    CompletableFuture<Long> index() {
        CompletableFuture<Long> mine;
        synchronized (this) {
            if (next == null) {
                next = new CompletableFuture<>();
            }
            mine = next;
            if (inFlight) {
                return mine;
            }
            next = null;
            inFlight = true;
        }
        run(mine);
        return mine;
    }

    private void run(CompletableFuture<Long> round) {
        ReadRound.run(asked)
                .orTimeout(roundTimeoutMillis, TimeUnit.MILLISECONDS)
                .whenComplete((index, failure) -> {
                    startNext();
                    if (failure != null) {
                        round.completeExceptionally(failure);
                    } else {
                        round.complete(index);
                    }
                });
    }

    private void startNext() {
        CompletableFuture<Long> following;
        synchronized (this) {
            following = next;
            next = null;
            inFlight = following != null;
        }
        if (following != null) {
            run(following);
        }
    }
}
