package io.sealwright.storage.raft;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.StoreException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Commands that are no write sets and do no harm when they are applied twice. */
final class RepeatedSubmit {
    private static final long RETRY_MILLIS = 10;

    private final EntrySubmitter submitter;
    private final NodeHealth health;

    RepeatedSubmit(EntrySubmitter submitter, NodeHealth health) {
        this.submitter = submitter;
        this.health = health;
    }

    /**
     * Submits until it is answered or the deadline passes.
     *
     * @throws StoreException.Unavailable if it reached no log
     * @throws StoreException.OutcomeUnknown if it may have been applied, or may yet be
     */
    void submit(byte[] command, Deadline deadline) {
        boolean maybe = false;
        while (true) {
            try {
                submitter.submit(command).get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
                return;
            } catch (ExecutionException failure) {
                maybe |= !(failure.getCause() instanceof EntrySubmitter.NotSubmitted);
                if (health.closing() || deadline.left().toMillis() <= RETRY_MILLIS) {
                    throw givenUp(maybe, failure);
                }
                pause(maybe);
            } catch (TimeoutException passed) {
                throw givenUp(true, passed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw givenUp(true, interrupted);
            }
        }
    }

    private static void pause(boolean maybe) {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw givenUp(maybe, interrupted);
        }
    }

    private static StoreException givenUp(boolean maybe, Exception reason) {
        return maybe
                ? new StoreException.OutcomeUnknown(
                        "a command was handed to the cluster, but its outcome is not known")
                : new StoreException.Unavailable("no leader took the command in time", reason);
    }
}
