package io.sealwright.audit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An entry on its way to the devices; wait for it with {@link AuditLog#await}. Thread-safe. */
public final class PendingEntry {

    private final AuditEntry entry;
    private final CountDownLatch done = new CountDownLatch(1);
    private int undecided;
    private volatile boolean durable;

    PendingEntry(AuditEntry entry, int devices) {
        this.entry = entry;
        this.undecided = devices;
    }

    /** True once the entry is on the disk of at least one device. */
    public boolean isDurable() {
        return durable;
    }

    AuditEntry entry() {
        return entry;
    }

    /** A device has the entry on disk. */
    void stored() {
        durable = true;
        done.countDown();
    }

    /** A device refused or lost the entry. */
    synchronized void failed() {
        undecided--;
        if (undecided == 0) {
            done.countDown();
        }
    }

    /** False if the time ran out before the entry was stored or had failed everywhere. */
    boolean waitUntil(long deadlineNanos) throws InterruptedException {
        return done.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
