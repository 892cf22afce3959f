package io.sealwright.storage.raft;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Shares read rounds: one is in flight, and reads that arrive meanwhile wait for the next one
 * together. Thread-safe.
 */
final class ReadGuard {
    private final Asked asked;
    private final RoundTiming timing;
    private @Nullable CompletableFuture<Long> next;
    private boolean inFlight;

    ReadGuard(Asked asked, RoundTiming timing) {
        this.asked = asked;
        this.timing = timing;
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
        timing.bounded(ReadRound.run(asked, timing))
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
