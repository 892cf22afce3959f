package io.sealwright.audit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An entry on its way to the devices; wait for it with {@link AuditLog#await}. Thread-safe. */
public final class PendingEntry {

    private final AuditEntry entry;
    private final CountDownLatch done = new CountDownLatch(1);
    private final CountDownLatch inFile = new CountDownLatch(1);
    private int undecided;
    private volatile boolean durable;
    private volatile boolean written;

    /**
     * @param devices how many will say what became of it
     */
    PendingEntry(AuditEntry entry, int devices) {
        this.entry = entry;
        this.undecided = devices;
    }

    /** True once a device that counts has the entry for good. */
    public boolean isDurable() {
        return durable;
    }

    /** True once a device that counts has the entry; it survives the end of the process. */
    public boolean isWritten() {
        return written;
    }

    AuditEntry entry() {
        return entry;
    }

    /** A device has the entry, in a file not yet on disk. */
    void written() {
        written = true;
        inFile.countDown();
    }

    /** A device has the entry for good. */
    void stored() {
        durable = true;
        done.countDown();
    }

    /** A device refused or lost the entry. */
    synchronized void failed() {
        undecided--;
        if (undecided == 0) {
            inFile.countDown();
            done.countDown();
        }
    }

    /** True once the entry is on disk or has failed everywhere. */
    boolean isDecided() {
        return done.getCount() == 0;
    }

    /** False if the time ran out before the entry was in a file or had failed everywhere. */
    boolean waitWritten(long deadlineNanos) throws InterruptedException {
        return inFile.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** False if the time ran out before the entry was stored or had failed everywhere. */
    boolean waitUntil(long deadlineNanos) throws InterruptedException {
        return done.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
