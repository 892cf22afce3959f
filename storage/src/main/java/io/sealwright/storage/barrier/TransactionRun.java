package io.sealwright.storage.barrier;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.Key;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.TransactionId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs one body until it is committed: again on a new view after a conflict, a bounded number of
 * times. After the first conflict it queues with others of this node, after a few more it asks the
 * other nodes to let it go first.
 */
final class TransactionRun {
    static final int MAX_CONFLICTS = 20;

    // Yielding costs a run of the body, so a transaction with several busy keys goes ahead after a
    // few.
    private static final int MAX_YIELDS = 3;
    private static final int CONFLICTS_BEFORE_TURN = 3;
    private static final int MAX_TURNS = 4;
    private static final long FIRST_PAUSE_MICROS = 200;
    private static final long MAX_PAUSE_MICROS = 20_000;
    private static final long WAIT_MICROS = 1_000;

    private final Attempts attempts;
    private final FairQueue queue;
    private final SharedTurns turns;
    private final Deadline deadline;
    private final List<SharedTurns.Held> held = new ArrayList<>(0);
    private int conflicts;

    TransactionRun(Attempts attempts, FairQueue queue, SharedTurns turns, Deadline deadline) {
        this.attempts = attempts;
        this.queue = queue;
        this.turns = turns;
        this.deadline = deadline;
    }

    /**
     * {@code first}: id of the first attempt, or null; {@code fairness}: a key to queue at even for
     * the first attempt.
     */
    <T extends @Nullable Object> T run(
            @Nullable TransactionId first, @Nullable Key fairness, TransactionBody<T> body) {
        int yields = 0;
        TransactionId id = first;
        try (FairQueue.Turn turn = queue.turn()) {
            if (fairness != null) {
                turn.enter(fairness, deadline);
            }
            while (true) {
                switch (attempts.attempt(id, deadline, yields < MAX_YIELDS, held, body)) {
                    case Attempt.Done<T>(T value, boolean committed) -> {
                        if (committed) {
                            held.clear();
                        }
                        return value;
                    }
                    case Attempt.Yielded<T>(Key key) -> {
                        yields++;
                        turn.enter(key, deadline);
                    }
                    case Attempt.Waiting<T>(Key key) -> {
                        requireTime();
                        turn.enter(key, deadline);
                        sleep(WAIT_MICROS);
                    }
                    case Attempt.Conflicted<T>(Key key) -> {
                        // The store has recorded the conflict under the id: it is used up.
                        afterConflict(key, turn);
                        id = first == null ? null : first.attempt(conflicts);
                    }
                }
            }
        } finally {
            held.forEach(turns::release);
        }
    }

    private void afterConflict(Key key, FairQueue.Turn turn) {
        if (++conflicts >= MAX_CONFLICTS) {
            throw new ConflictException();
        }
        requireTime();
        turn.enter(key, deadline);
        if (conflicts >= CONFLICTS_BEFORE_TURN && held.size() < MAX_TURNS && !holds(key)) {
            SharedTurns.Held taken = turns.take(key, deadline);
            if (taken != null) {
                held.add(taken);
            }
        } else if (conflicts > 1 && held.isEmpty()) {
            sleep(Math.min(FIRST_PAUSE_MICROS << (conflicts - 2), MAX_PAUSE_MICROS));
        }
    }

    private boolean holds(Key key) {
        Key record = SharedTurns.record(key);
        return held.stream().anyMatch(one -> one.record().equals(record));
    }

    private void requireTime() {
        if (deadline.passed()) {
            throw new ConflictException();
        }
    }

    private static void sleep(long boundMicros) {
        try {
            TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextLong(boundMicros) + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable("interrupted between attempts", e);
        }
    }
}
