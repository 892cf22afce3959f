package io.sealwright.storage.barrier;

import io.sealwright.storage.Deadline;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Notices that a record may have changed. For one thread that waits; thread-safe. */
public final class RecordWatch implements AutoCloseable {
    private final Consumer<RecordWatch> onClose;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean woken;

    RecordWatch(Consumer<RecordWatch> onClose) {
        this.onClose = onClose;
    }

    /**
     * Waits until the record may have changed since the watch began or last woke, the barrier was
     * sealed or the time is over.
     */
    public void await(Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = deadline.left().toNanos();
            while (!woken && left > 0) {
                left = changed.awaitNanos(Math.min(left, TimeUnit.HOURS.toNanos(1)));
            }
            woken = false;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the wait, or the next one. Never blocks for long: called on the apply thread. */
    public void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        onClose.accept(this);
    }
}
