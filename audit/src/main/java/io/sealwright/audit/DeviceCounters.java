package io.sealwright.audit;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What {@link DeviceStats} shows. Thread-safe. */
final class DeviceCounters {

    private final AtomicLong lines = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong syncNanos = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong heads = new AtomicLong();
    private final AtomicLong listenerFailures = new AtomicLong();
    private volatile String lastError = "";

    void batch(long lineCount, long byteCount, long nanos, @Nullable AuditHead head) {
        lines.addAndGet(lineCount);
        bytes.addAndGet(byteCount);
        batches.incrementAndGet();
        syncNanos.addAndGet(nanos);
        if (head != null) {
            heads.incrementAndGet();
        }
    }

    void failure(Throwable cause) {
        failures.incrementAndGet();
        lastError = cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    void refusal() {
        refused.incrementAndGet();
    }

    void listenerFailure(RuntimeException cause) {
        listenerFailures.incrementAndGet();
        lastError = "head listener: " + cause.getClass().getSimpleName();
    }

    String lastError() {
        return lastError;
    }

    DeviceStats snapshot(String device, boolean healthy, int queued) {
        return new DeviceStats(
                device,
                healthy,
                lines.get(),
                bytes.get(),
                batches.get(),
                syncNanos.get(),
                failures.get(),
                refused.get(),
                heads.get(),
                listenerFailures.get(),
                queued,
                lastError);
    }
}
