package io.sealwright.storage.raft;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.apply.Recorded;
import io.sealwright.storage.codec.CommandCodec;
import io.sealwright.storage.codec.OutcomeCodec;
import io.sealwright.storage.codec.WriteSetCodec;
import io.sealwright.storage.raft.EntrySubmitter.NotSubmitted;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Write sets of this member on their way into the log. While entries are in flight, what arrives
 * waits and then shares the next one. After a failure the same bytes are submitted again: the state
 * machine answers a repeated id with what was recorded.
 */
final class CommitQueue {
    private static final int MAX_IN_FLIGHT = 2;
    private static final int MAX_WAITING = 10_000;
    private static final int MAX_ENTRY_BYTES = 4 << 20;
    private static final int MAX_ENTRY_SETS = 256;
    private static final long LEAST_BACKOFF_MILLIS = 10;
    private static final long MOST_BACKOFF_MILLIS = 250;

    private final EntrySubmitter submitter;
    private final ScheduledExecutorService timer;
    private final LongSupplier sequence;
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private int inFlight;
    private long backoffMillis;
    private @Nullable StoreException closed;

    /** Guarded by the queue's lock, except its future. */
    static final class Pending {
        final byte[] bytes;
        final CompletableFuture<Outcome> future = new CompletableFuture<>();
        boolean inFlight;

        /** An attempt was made whose fate is not known. */
        boolean maybeSubmitted;

        Pending(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    CommitQueue(EntrySubmitter submitter, ScheduledExecutorService timer, LongSupplier sequence) {
        this.submitter = submitter;
        this.timer = timer;
        this.sequence = sequence;
    }

    Outcome commit(WriteSet writeSet, Deadline deadline) {
        return await(enqueue(writeSet), deadline);
    }

    /** For duties that look at the state again later: nobody waits, and a failure is not told. */
    void submit(WriteSet writeSet) {
        enqueue(writeSet);
    }

    /** Who waits for its future ends the wait with {@link #giveUp}. */
    Pending enqueue(WriteSet writeSet) {
        Pending pending = new Pending(WriteSetCodec.encode(writeSet, sequence.getAsLong()));
        synchronized (this) {
            if (closed != null) {
                throw copy(closed);
            }
            if (waiting.size() >= MAX_WAITING) {
                throw new StoreException.Unavailable("too many writes are waiting");
            }
            waiting.add(pending);
        }
        pump();
        return pending;
    }

    /** Whoever waits is told; nothing is submitted any more. */
    void close(StoreException reason) {
        List<Pending> left;
        synchronized (this) {
            if (closed != null) {
                return;
            }
            closed = reason;
            left = List.copyOf(waiting);
            waiting.clear();
        }
        left.forEach(pending -> fail(pending, reason));
    }

    private Outcome await(Pending pending, Deadline deadline) {
        try {
            return pending.future.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof StoreException known) {
                throw known;
            }
            throw new IllegalStateException("a commit failed", failed.getCause());
        } catch (TimeoutException passed) {
            return giveUp(pending);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return giveUp(pending);
        }
    }

    /**
     * The deadline has passed.
     *
     * @throws StoreException as what is known of the write says
     */
    Outcome giveUp(Pending pending) {
        synchronized (this) {
            waiting.remove(pending);
            if (!pending.future.isDone()) {
                if (pending.inFlight || pending.maybeSubmitted) {
                    throw unknown();
                }
                throw new StoreException.Unavailable("no leader took the write in time");
            }
        }
        return pending.future.join();
    }

    private void pump() {
        while (true) {
            List<Pending> batch;
            synchronized (this) {
                if (inFlight >= MAX_IN_FLIGHT || waiting.isEmpty() || backoffMillis > 0) {
                    return;
                }
                batch = take();
                inFlight++;
            }
            send(batch);
        }
    }

    private List<Pending> take() {
        List<Pending> batch = new ArrayList<>();
        int size = CommandCodec.COMMIT_HEADER;
        while (batch.size() < MAX_ENTRY_SETS) {
            Pending next = waiting.peek();
            if (next == null || (!batch.isEmpty() && size + next.bytes.length > MAX_ENTRY_BYTES)) {
                break;
            }
            waiting.remove();
            next.inFlight = true;
            size += next.bytes.length;
            batch.add(next);
        }
        return batch;
    }

    private void send(List<Pending> batch) {
        byte[] command = CommandCodec.commit(batch.stream().map(p -> p.bytes).toList());
        submitter
                .submit(command)
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        again(batch, failure);
                    } else if (answer != null) {
                        answered(batch, answer);
                    }
                });
    }

    private void answered(List<Pending> batch, ByteBuffer answer) {
        List<Recorded> answers;
        try {
            answers = OutcomeCodec.decodeAnswers(answer);
            if (answers.size() != batch.size()) {
                throw new IllegalStateException(
                        answers.size() + " outcomes for " + batch.size() + " write sets");
            }
        } catch (RuntimeException broken) {
            again(batch, broken);
            return;
        }
        synchronized (this) {
            inFlight--;
            batch.forEach(pending -> pending.inFlight = false);
        }
        // The next entry first: waking the waiters takes a while.
        pump();
        for (int i = 0; i < batch.size(); i++) {
            switch (answers.get(i)) {
                case Recorded.Known known -> batch.get(i).future.complete(known.outcome());
                case Recorded.Expired expired ->
                        batch.get(i).future.completeExceptionally(unknown());
            }
        }
    }

    private void again(List<Pending> batch, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        boolean maybe = !(cause instanceof NotSubmitted);
        StoreException reason;
        synchronized (this) {
            inFlight--;
            for (Pending pending : batch) {
                pending.inFlight = false;
                pending.maybeSubmitted |= maybe;
            }
            reason = closed;
            if (reason == null) {
                batch.reversed().forEach(waiting::addFirst);
                backOff();
            }
        }
        if (reason != null) {
            for (Pending pending : batch) {
                fail(pending, reason);
            }
        }
    }

    private void backOff() {
        if (backoffMillis == 0) {
            backoffMillis = LEAST_BACKOFF_MILLIS;
            scheduleRetry(backoffMillis);
        }
    }

    private void scheduleRetry(long millis) {
        timer.schedule(
                () -> {
                    synchronized (this) {
                        backoffMillis = 0;
                    }
                    pump();
                },
                Math.min(millis, MOST_BACKOFF_MILLIS),
                TimeUnit.MILLISECONDS);
    }

    private static void fail(Pending pending, StoreException reason) {
        pending.future.completeExceptionally(pending.maybeSubmitted ? unknown() : copy(reason));
    }

    /** A new one for each caller, so that the stack trace is theirs. */
    private static StoreException copy(StoreException reason) {
        return switch (reason) {
            case StoreException.Unavailable unavailable ->
                    new StoreException.Unavailable(text(unavailable), unavailable);
            case StoreException.DiskFailed failed ->
                    new StoreException.DiskFailed(text(failed), failed);
            case StoreException.OutcomeUnknown unknown -> unknown();
            case StoreException.TooLarge tooLarge -> new StoreException.TooLarge(text(tooLarge));
        };
    }

    private static String text(StoreException exception) {
        String message = exception.getMessage();
        return message == null ? "the store is closed" : message;
    }

    private static StoreException.OutcomeUnknown unknown() {
        return new StoreException.OutcomeUnknown(
                "the write was handed to the cluster, but its outcome is not known: it may have happened");
    }
}
