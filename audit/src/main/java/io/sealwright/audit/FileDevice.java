package io.sealwright.audit;

import io.sealwright.audit.AuditUnavailableException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file and its writer thread: takes all that waits, writes it, syncs once, releases the
 * waiters. A failure makes the device refuse entries until a retry succeeds; what had been taken in
 * before is then written first.
 */
final class FileDevice implements AuditDevice {

    private static final Logger LOG = LoggerFactory.getLogger(FileDevice.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);
    private static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(1);

    private final String name;
    private final AuditLogSettings settings;
    private final AuditChannel.Opener opener;
    private final FileOpening opening;
    private final DeviceQueue queue;
    private final HeadNotifier notifier;
    private final DeviceCounters counters;
    private final AtomicReference<@Nullable CompletableFuture<Void>> reopenRequest =
            new AtomicReference<>();
    private volatile OpenRequestScan.Found recovered;
    private final Thread thread;

    // of the writer thread
    private final OpenRequestIds openRequests = new OpenRequestIds();
    private final Backlog backlog;
    private ChainWriter writer;
    private List<byte[]> markers;
    private boolean endLine;
    private long unsigned;
    private long lastHeadNanos = System.nanoTime();
    private long nextRetryNanos;
    private Instant failedSince = Instant.EPOCH;

    private volatile boolean failed;
    private volatile boolean dead;
    private volatile long busySince;
    private volatile @Nullable AuditHead newestHead;

    FileDevice(
            String name,
            AuditLogSettings settings,
            AuditChannel.Opener opener,
            @Nullable AuditHead checkpoint,
            HeadNotifier notifier,
            DeviceCounters counters)
            throws IOException {
        this.name = name;
        this.counters = counters;
        this.settings = settings;
        this.opener = opener;
        this.opening = new FileOpening(settings, name);
        this.queue = new DeviceQueue(settings.queueEntries(), settings.queueBytes());
        this.backlog = new Backlog(settings.queueBytes());
        this.notifier = notifier;
        FileOpening.Opened opened = openFirst(checkpoint);
        this.writer = new ChainWriter(opened.channel(), opened.from(), ChainWriter.newBuffer());
        this.markers = opened.markers();
        this.endLine = opened.endLine();
        this.recovered = opened.unanswered();
        this.newestHead = opened.newestHead() == null ? checkpoint : opened.newestHead();
        recovered.open().forEach(openRequests::recovered);
        if (!markers.isEmpty()) {
            write(List.of(), true);
        }
        this.thread = Thread.ofPlatform().daemon().name("audit-" + name).unstarted(this::run);
    }

    private FileOpening.Opened openFirst(@Nullable AuditHead checkpoint) throws IOException {
        AuditChannel channel = opener.open();
        try {
            return opening.start(channel, checkpoint);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    void start() {
        thread.start();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean counts() {
        return true;
    }

    /** What the file said of unanswered requests when it was opened. */
    @Override
    public OpenRequestScan.Found recovered() {
        return recovered;
    }

    @Override
    public void forgetRecovered() {
        recovered = OpenRequestScan.Found.NOTHING;
    }

    @Override
    public @Nullable AuditHead newestHead() {
        return newestHead;
    }

    @Override
    public boolean healthy() {
        return !failed && !dead && !stalled();
    }

    @Override
    public DeviceStats stats() {
        return counters.snapshot(name, healthy(), queue.size());
    }

    /** Takes the entry in, or says why not. */
    @Override
    public @Nullable Reason offer(PendingEntry pending, boolean waited) {
        Reason refused = healthy() ? refusal(queue.offer(pending, waited)) : Reason.NO_DEVICE;
        if (refused != null) {
            counters.refusal();
            pending.failed();
        }
        return refused;
    }

    /** Someone waits for what is queued. */
    @Override
    public void want() {
        queue.want();
    }

    private static @Nullable Reason refusal(DeviceQueue.Offer offer) {
        return switch (offer) {
            case TAKEN -> null;
            case FULL -> Reason.QUEUE_FULL;
            case TOO_LARGE -> Reason.TOO_LARGE;
            case CLOSED -> Reason.CLOSED;
        };
    }

    /** Asks the writer thread to open the path anew. Several requests at once become one. */
    @Override
    public CompletableFuture<Void> reopen() {
        while (true) {
            CompletableFuture<Void> waiting = reopenRequest.get();
            if (waiting != null) {
                return waiting;
            }
            CompletableFuture<Void> mine = new CompletableFuture<>();
            if (reopenRequest.compareAndSet(null, mine)) {
                queue.want();
                if (dead) {
                    endReopening();
                }
                return mine;
            }
        }
    }

    /** Writes what waits and a last head, and ends the thread. */
    @Override
    public void close() {
        queue.close();
        try {
            if (!thread.join(CLOSE_WAIT)) {
                LOG.warn("Audit device {} is blocked; what waits for it is lost", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stalled() {
        long since = busySince;
        return since != 0 && System.nanoTime() - since > settings.stallAfter().toNanos();
    }

    private void run() {
        try {
            List<PendingEntry> batch = queue.take(waitNanos());
            while (batch != null) {
                step(batch);
                batch = queue.take(waitNanos());
            }
            finish();
            writer.channel().close();
        } catch (InterruptedException | IOException e) {
            counters.failure(e);
        } finally {
            dead = true;
            drain();
        }
    }

    private void finish() {
        if (failed) {
            revive(); // a last attempt for what was taken in
        }
        if (!failed && unsigned > 0) {
            write(List.of(), true);
        }
    }

    /** Whoever still waits must hear of it, whatever ended the thread. */
    private void drain() {
        queue.close();
        try {
            List<PendingEntry> rest = queue.take(0);
            if (rest != null) {
                rest.forEach(PendingEntry::failed);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        endReopening();
    }

    private void endReopening() {
        CompletableFuture<Void> reopening = reopenRequest.getAndSet(null);
        if (reopening != null) {
            reopening.completeExceptionally(new IOException("audit device is closed"));
        }
    }

    private long waitNanos() {
        long now = System.nanoTime();
        if (reopenRequest.get() != null) {
            return 0;
        }
        if (failed) {
            return Math.max(0, nextRetryNanos - now);
        }
        return unsigned > 0
                ? Math.max(0, lastHeadNanos + settings.headInterval().toNanos() - now)
                : IDLE_NANOS;
    }

    private void step(List<PendingEntry> batch) {
        if (failed && System.nanoTime() - nextRetryNanos >= 0) {
            revive();
        }
        if (failed) {
            batch.forEach(this::lose);
        } else if (!batch.isEmpty() || headDue(false)) {
            write(batch, false);
        }
        CompletableFuture<Void> reopening = reopenRequest.getAndSet(null);
        if (reopening != null) {
            reopen(reopening);
        }
    }

    private void lose(PendingEntry pending) {
        backlog.add(pending.entry());
        pending.failed();
    }

    /**
     * One write and one sync of: what must come first, the backlog, the batch, a head if it is due.
     */
    private boolean write(List<PendingEntry> batch, boolean forceHead) {
        long start = System.nanoTime();
        busySince = start | 1; // never 0
        try {
            ChainWriter chain = writer;
            if (!chain.isUntouched()) {
                throw new IOException("the audit file was changed by someone else");
            }
            boolean withHead = forceHead || !markers.isEmpty();
            long before = chain.durable().end();
            prologue(chain);
            for (PendingEntry pending : batch) {
                line(chain, pending.entry());
            }
            unsigned += batch.size();
            AuditHead head = headDue(withHead) ? appendHead(chain) : null;
            chain.write();
            batch.forEach(PendingEntry::written);
            long lines = chain.commit();
            counters.batch(lines, chain.durable().end() - before, System.nanoTime() - start, head);
            written(batch, head);
            return true;
        } catch (IOException | RuntimeException e) {
            fail(batch, e);
            return false;
        } finally {
            busySince = 0;
        }
    }

    private void prologue(ChainWriter chain) throws IOException {
        if (endLine) {
            chain.endLine();
        }
        for (byte[] marker : markers) {
            chain.append(marker);
            unsigned++;
        }
        for (AuditEntry entry : backlog.entries()) {
            line(chain, entry);
            unsigned++;
        }
        if (failed) {
            chain.append(
                    Markers.recovered(
                            settings.clock().instant(),
                            failedSince,
                            backlog.dropped(),
                            counters.lastError()));
            unsigned++;
        }
    }

    private void line(ChainWriter chain, AuditEntry entry) throws IOException {
        openRequests.line(entry, chain.append(entry.body()));
    }

    private void written(List<PendingEntry> batch, @Nullable AuditHead head) {
        markers = List.of();
        endLine = false;
        backlog.clear();
        batch.forEach(PendingEntry::stored);
        if (head != null) {
            unsigned = 0;
            newestHead = head;
            notifier.head(head, counters::listenerFailure);
        }
    }

    private boolean headDue(boolean forced) {
        return unsigned > 0
                && (forced
                        || System.nanoTime() - lastHeadNanos >= settings.headInterval().toNanos());
    }

    private @Nullable AuditHead appendHead(ChainWriter chain) throws IOException {
        lastHeadNanos = System.nanoTime();
        AuditHead head;
        try {
            head =
                    AuditHead.signed(
                            settings.signer(),
                            name,
                            settings.node(),
                            chain.tip(),
                            openRequests.oldest(),
                            settings.clock().instant());
        } catch (RuntimeException e) {
            counters.failure(e); // lines go on without a head
            return null;
        }
        chain.append(Markers.head(head));
        return head;
    }

    private void fail(List<PendingEntry> batch, Exception cause) {
        counters.failure(cause);
        if (!failed) {
            failed = true;
            failedSince = settings.clock().instant();
            LOG.error("Audit device {} failed: {}", name, counters.lastError());
        }
        batch.forEach(this::lose);
        nextRetryNanos = System.nanoTime() + settings.retryInterval().toNanos();
    }

    /** Opens the file anew and writes what was taken in before the failure. */
    private void revive() {
        ChainWriter.Durable durable = writer.durable();
        try {
            writer.channel().close();
            FileOpening.Opened opened = opening.resume(opener.open(), durable);
            writer = new ChainWriter(opened.channel(), opened.from(), writer.buffer());
            if (!opened.markers().isEmpty()) {
                markers = opened.markers();
                endLine = opened.endLine();
            }
        } catch (IOException | RuntimeException e) {
            fail(List.of(), e);
            return;
        }
        if (write(List.of(), true)) {
            failed = false;
            LOG.info("Audit device {} works again", name);
        }
    }

    private void reopen(CompletableFuture<Void> done) {
        try {
            if (!failed) {
                rotate();
            }
            done.complete(null); // a failed device opens its path anew by itself
        } catch (IOException | RuntimeException e) {
            counters.failure(e);
            LOG.error("Audit device {} keeps its old file: {}", name, counters.lastError());
            done.completeExceptionally(e);
        }
    }

    private void rotate() throws IOException {
        if (writer.channel().isCurrent()) {
            if (!writer.isUntouched()) {
                fail(List.of(), new IOException("the audit file was cut"));
            }
            return;
        }
        if (!write(List.of(), true)) {
            throw new IOException("the old audit file failed");
        }
        AuditChannel next = opener.open();
        if (next.size() > 0) {
            next.close();
            throw new IOException("the new audit file is not empty");
        }
        AuditChannel old = writer.channel();
        FileOpening.Opened opened = opening.rotated(next, writer.tip());
        writer = new ChainWriter(next, opened.from(), writer.buffer());
        markers = opened.markers();
        write(List.of(), true);
        old.close();
    }
}
