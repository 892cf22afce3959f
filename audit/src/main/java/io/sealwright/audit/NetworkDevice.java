package io.sealwright.audit;

import io.sealwright.audit.AuditUnavailableException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One receiver and its thread: takes all that waits, sends it in bounded batches, releases the
 * waiters of each. While a receiver fails, entries are refused and the connection is tried again;
 * what had been taken in before is then sent first. Lines arrive at least once.
 */
final class NetworkDevice implements AuditDevice {

    private static final Logger LOG = LoggerFactory.getLogger(NetworkDevice.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);
    private static final Duration INTERRUPTED_WAIT = Duration.ofSeconds(1);
    private static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(1);

    /** More than the chain adds to an entry. */
    private static final int TRAILER = 256;

    private final String name;
    private final boolean counts;
    private final AuditLogSettings settings;
    private final LineTransport transport;
    private final DeviceQueue queue;
    private final DeviceCounters counters = new DeviceCounters();
    private final CountDownLatch tried = new CountDownLatch(1);
    private final Thread thread;

    // of the sending thread
    private final Outbox outbox;
    private boolean greeted;
    private long unsigned;
    private long lastHeadNanos = System.nanoTime();
    private long nextRetryNanos;
    private Instant failedSince = Instant.EPOCH;

    private volatile boolean failed = true; // until the receiver has taken the first line
    private volatile boolean dead;
    private volatile boolean reconnect;
    private volatile long busySince;

    NetworkDevice(String name, boolean counts, AuditLogSettings settings, LineTransport transport) {
        this.name = name;
        this.counts = counts;
        this.settings = settings;
        this.transport = transport;
        this.queue = new DeviceQueue(settings.queueEntries(), settings.queueBytes());
        this.outbox = new Outbox(counts, settings.queueBytes());
        this.thread = Thread.ofPlatform().daemon().name("audit-" + name).unstarted(this::run);
    }

    /** Opens the transport and sends one line, as a test; afterwards the transport is closed. */
    static void probe(String name, AuditLogSettings settings, LineTransport transport)
            throws IOException {
        try {
            transport.open();
            byte[] line =
                    new LineChain()
                            .line(Markers.open(settings.clock().instant(), name, settings.node()));
            transport.send(List.of(line));
        } finally {
            transport.close();
        }
    }

    void start() {
        thread.start();
    }

    /** Returns once the receiver was tried, or at the deadline. */
    void awaitFirstAttempt(long deadlineNanos) throws InterruptedException {
        boolean done = tried.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (!done) {
            LOG.warn("Audit device {} has not answered yet", name);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean counts() {
        return counts;
    }

    @Override
    public boolean healthy() {
        return !failed && !dead && !stalled();
    }

    private boolean stalled() {
        long since = busySince;
        return since != 0 && System.nanoTime() - since > settings.stallAfter().toNanos();
    }

    @Override
    public DeviceStats stats() {
        return counters.snapshot(name, healthy(), queue.size());
    }

    @Override
    public @Nullable Reason offer(PendingEntry pending, boolean waited) {
        Reason refused = refusal(pending, waited);
        if (refused != null) {
            counters.refusal();
            if (counts) {
                pending.failed();
            }
        }
        return refused;
    }

    private @Nullable Reason refusal(PendingEntry pending, boolean waited) {
        if (!healthy()) {
            return Reason.NO_DEVICE;
        }
        if (pending.entry().length() > transport.maxLineBytes() - TRAILER) {
            return Reason.TOO_LARGE;
        }
        return switch (queue.offer(pending, waited)) {
            case TAKEN -> null;
            case FULL -> Reason.QUEUE_FULL;
            case TOO_LARGE -> Reason.TOO_LARGE;
            case CLOSED -> Reason.CLOSED;
        };
    }

    @Override
    public void want() {
        queue.want();
    }

    /** A new connection with the next line; whether it works shows in the statistics. */
    @Override
    public CompletableFuture<Void> reopen() {
        reconnect = true;
        queue.want();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public @Nullable AuditHead newestHead() {
        return null;
    }

    @Override
    public OpenRequestScan.Found recovered() {
        return OpenRequestScan.Found.NOTHING;
    }

    @Override
    public void forgetRecovered() {}

    @Override
    public void close() {
        queue.close();
        try {
            if (!thread.join(CLOSE_WAIT)) {
                LOG.warn("Audit device {} is blocked; what waits for it is lost", name);
                thread.interrupt();
                thread.join(INTERRUPTED_WAIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            failedSince = settings.clock().instant();
            revive();
            tried.countDown();
            List<PendingEntry> batch = take();
            while (batch != null) {
                step(batch);
                batch = take();
            }
            finish();
        } catch (InterruptedException e) {
            counters.failure(new IOException("interrupted while closing"));
        } finally {
            dead = true;
            tried.countDown();
            drain();
            transport.close();
        }
    }

    private @Nullable List<PendingEntry> take() throws InterruptedException {
        List<PendingEntry> batch = queue.take(waitNanos());
        Duration wait = transport.batchWait();
        if (batch == null || batch.isEmpty() || failed || wait.isZero()) {
            return batch;
        }
        Thread.sleep(wait);
        List<PendingEntry> more = queue.take(0);
        if (more == null) {
            return batch;
        }
        List<PendingEntry> all = new ArrayList<>(batch);
        all.addAll(more);
        return all;
    }

    private long waitNanos() {
        long now = System.nanoTime();
        if (failed) {
            return Math.max(0, nextRetryNanos - now);
        }
        return unsigned > 0
                ? Math.max(0, lastHeadNanos + settings.headInterval().toNanos() - now)
                : IDLE_NANOS;
    }

    private void step(List<PendingEntry> batch) {
        if (failed) {
            batch.forEach(outbox::addLate);
            if (System.nanoTime() - nextRetryNanos >= 0) {
                revive();
            }
            return;
        }
        if (reconnect) {
            reconnect = false;
            transport.close();
            if (!attempt(transport::open)) {
                batch.forEach(outbox::addLate);
                return;
            }
        }
        batch.forEach(outbox::add);
        unsigned += batch.size();
        if (unsigned > 0
                && System.nanoTime() - lastHeadNanos >= settings.headInterval().toNanos()) {
            addHead();
        }
        attempt(this::sendAll);
    }

    private interface Step {
        void run() throws IOException;
    }

    private boolean attempt(Step step) {
        try {
            step.run();
            return true;
        } catch (IOException | RuntimeException e) {
            fail(e);
            return false;
        } finally {
            busySince = 0;
        }
    }

    private void sendAll() throws IOException {
        while (!outbox.isEmpty()) {
            List<byte[]> lines = outbox.oldest(transport.batchLines(), transport.batchBytes());
            long start = System.nanoTime();
            busySince = start | 1; // never 0
            transport.send(lines);
            long bytes = outbox.accepted(lines.size());
            counters.batch(lines.size(), bytes, System.nanoTime() - start, null);
        }
    }

    private void fail(Exception cause) {
        counters.failure(cause);
        nextRetryNanos = System.nanoTime() + settings.retryInterval().toNanos();
        boolean news = !failed || tried.getCount() > 0;
        if (!failed) {
            failedSince = settings.clock().instant();
            failed = true; // before anybody hears of it who might look
        }
        outbox.release();
        transport.close();
        if (news) {
            LOG.error("Audit device {} failed: {}", name, counters.lastError());
        }
    }

    /** Connects and sends what was taken in before, and a line that says what happened. */
    private void revive() {
        reconnect = false;
        busySince = System.nanoTime() | 1;
        boolean works = attempt(transport::open) && attempt(this::sendAll) && attempt(this::greet);
        if (works) {
            LOG.info("Audit device {} works", name);
            failed = false;
        }
    }

    private void greet() throws IOException {
        Instant now = settings.clock().instant();
        if (greeted) {
            outbox.add(
                    Markers.recovered(
                            now, failedSince, outbox.takeDropped(), counters.lastError()));
        } else {
            outbox.add(Markers.open(now, name, settings.node()));
            greeted = true;
        }
        addHead();
        sendAll();
    }

    private void addHead() {
        lastHeadNanos = System.nanoTime();
        try {
            AuditHead head =
                    AuditHead.signed(
                            settings.signer(),
                            name,
                            settings.node(),
                            outbox.tip(),
                            0,
                            settings.clock().instant());
            outbox.add(Markers.head(head));
            unsigned = 0;
        } catch (RuntimeException e) {
            counters.failure(e); // lines go on without a head
        }
    }

    private void finish() {
        if (failed) {
            revive(); // a last attempt for what was taken in
        } else if (unsigned > 0) {
            addHead();
            attempt(this::sendAll);
        }
    }

    /** Whoever still waits must hear of it, whatever ended the thread. */
    private void drain() {
        queue.close();
        outbox.release();
        try {
            List<PendingEntry> rest = queue.take(0);
            if (rest != null && counts) {
                rest.forEach(PendingEntry::failed);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
