package io.sealwright.storage.barrier;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.Key;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.TransactionId;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs one body until it is committed: again on a new view after a conflict, a bounded number of
 * times.
 */
final class TransactionRun {
    static final int MAX_CONFLICTS = 20;

    // Yielding costs a run of the body, so a transaction with several busy keys goes ahead after a
    // few.
    private static final int MAX_YIELDS = 3;
    private static final long FIRST_PAUSE_MICROS = 200;
    private static final long MAX_PAUSE_MICROS = 20_000;

    private final Attempts attempts;
    private final FairQueue queue;
    private final Deadline deadline;

    TransactionRun(Attempts attempts, FairQueue queue, Deadline deadline) {
        this.attempts = attempts;
        this.queue = queue;
        this.deadline = deadline;
    }

    /**
     * {@code first}: id of the first attempt, or null; {@code fairness}: a key to queue at even for
     * the first attempt.
     */
    <T extends @Nullable Object> T run(
            @Nullable TransactionId first, @Nullable Key fairness, TransactionBody<T> body) {
        int conflicts = 0;
        int yields = 0;
        TransactionId id = first;
        try (FairQueue.Turn turn = queue.turn()) {
            if (fairness != null) {
                turn.enter(fairness, deadline);
            }
            while (true) {
                switch (attempts.attempt(id, deadline, yields < MAX_YIELDS, body)) {
                    case Attempt.Done<T>(T value) -> {
                        return value;
                    }
                    case Attempt.Yielded<T>(Key key) -> {
                        yields++;
                        turn.enter(key, deadline);
                    }
                    case Attempt.Conflicted<T>(Key key) -> {
                        // The store has recorded the conflict under the id: it cannot be used
                        // again.
                        id = null;
                        if (++conflicts >= MAX_CONFLICTS || deadline.passed()) {
                            throw new ConflictException();
                        }
                        turn.enter(key, deadline);
                        pause(conflicts);
                    }
                }
            }
        }
    }

    /**
     * The first retry goes at once; later ones had their turn here, so who is in the way is on
     * another node.
     */
    private static void pause(int conflicts) {
        if (conflicts < 2) {
            return;
        }
        long bound = Math.min(FIRST_PAUSE_MICROS << (conflicts - 2), MAX_PAUSE_MICROS);
        try {
            TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextLong(bound) + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable("interrupted between attempts", e);
        }
    }
}
