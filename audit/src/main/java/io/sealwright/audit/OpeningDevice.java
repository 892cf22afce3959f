package io.sealwright.audit;

import io.sealwright.audit.AuditUnavailableException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In the place of a file that could not be opened: refuses every entry, tries again and again, and
 * hands over the device once it opens.
 */
final class OpeningDevice implements AuditDevice {

    /** One attempt to open the file. */
    interface Attempt {
        FileDevice open() throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(OpeningDevice.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

    private final AuditFileSettings file;
    private final Attempt attempt;
    private final DeviceCounters counters;
    private final Duration retryInterval;
    private final Consumer<FileDevice> opened;
    private final Thread thread;

    OpeningDevice(
            AuditFileSettings file,
            Attempt attempt,
            DeviceCounters counters,
            Duration retryInterval,
            Consumer<FileDevice> opened) {
        this.file = file;
        this.attempt = attempt;
        this.counters = counters;
        this.retryInterval = retryInterval;
        this.opened = opened;
        this.thread =
                Thread.ofPlatform().daemon().name("audit-" + file.name()).unstarted(this::run);
    }

    /**
     * @param first why the first attempt failed
     */
    void start(Exception first) {
        failed(first);
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(retryInterval);
                try {
                    FileDevice device = attempt.open();
                    LOG.info("Audit device {} is open", file.name());
                    opened.accept(device);
                    return;
                } catch (IOException | RuntimeException e) {
                    failed(e);
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void failed(Exception cause) {
        String before = counters.lastError();
        counters.failure(cause);
        if (!counters.lastError().equals(before)) {
            LOG.error("Audit device {} cannot be opened: {}", file.name(), counters.lastError());
        }
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public boolean counts() {
        return true;
    }

    @Override
    public boolean healthy() {
        return false;
    }

    @Override
    public DeviceStats stats() {
        return counters.snapshot(file.name(), false, 0);
    }

    @Override
    public Reason offer(PendingEntry pending, boolean waited) {
        counters.refusal();
        pending.failed();
        return Reason.NO_DEVICE;
    }

    @Override
    public void want() {}

    @Override
    public CompletableFuture<Void> reopen() {
        return CompletableFuture.completedFuture(null); // it is being opened anyway
    }

    @Override
    public @Nullable AuditHead newestHead() {
        return file.checkpoint();
    }

    @Override
    public OpenRequestScan.Found recovered() {
        return OpenRequestScan.Found.NOTHING;
    }

    @Override
    public void forgetRecovered() {}

    @Override
    public void close() {
        thread.interrupt();
        try {
            if (!thread.join(CLOSE_WAIT)) {
                LOG.warn("Audit device {} is blocked while it is opened", file.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
