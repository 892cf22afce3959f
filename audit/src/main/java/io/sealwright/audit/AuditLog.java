package io.sealwright.audit;

import io.sealwright.audit.AuditUnavailableException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The audit log: hands each entry to every device. An entry counts as written when it is on the
 * disk of at least one device. Thread-safe.
 *
 * <p>Per request: {@link #request} before the engine runs; for a write {@link #awaitWritten} before
 * its commit; for an effect outside the store {@link #await} before it; {@link #response}
 * afterwards; then {@link #await} both before the first byte of the answer leaves. A request entry
 * that nobody waits for is written and synced together with its response, or after some 10 ms.
 * Entries of one thread keep their order on each device.
 */
public final class AuditLog implements AutoCloseable {

    private final AuditLogSettings settings;
    private final HeadNotifier notifier;
    private volatile List<FileDevice> devices = List.of();
    private volatile boolean closed;
    private volatile List<OpenRequest> unanswered = List.of();
    private volatile boolean unansweredComplete = true;

    private AuditLog(AuditLogSettings settings) {
        this.settings = settings;
        this.notifier = new HeadNotifier(settings.headListener());
    }

    /**
     * Opens the files, repairs their ends, finds unanswered requests, and starts a writer thread
     * for each.
     *
     * @throws UnsafeAuditFileException if a file must not be used
     * @throws IOException if a file cannot be opened or read
     */
    public static AuditLog open(AuditLogSettings settings, List<AuditFileSettings> files)
            throws IOException {
        AuditLog log = new AuditLog(settings);
        try {
            for (AuditFileSettings file : files) {
                log.enable(file);
            }
            log.mergeRecovered();
            return log;
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /**
     * Adds a device.
     *
     * @throws UnsafeAuditFileException if the file must not be used
     * @throws IOException if it cannot be opened or read, or the name is taken
     */
    public void enable(AuditFileSettings file) throws IOException {
        enable(file, () -> AuditFile.open(file.path()));
    }

    synchronized void enable(AuditFileSettings file, AuditChannel.Opener opener)
            throws IOException {
        if (closed) {
            throw new IOException("the audit log is closed");
        }
        if (devices.stream().anyMatch(device -> device.name().equals(file.name()))) {
            throw new IOException("audit device " + file.name() + " exists");
        }
        FileDevice device =
                new FileDevice(file.name(), settings, opener, file.checkpoint(), notifier);
        device.start();
        List<FileDevice> more = new ArrayList<>(devices);
        more.add(device);
        devices = List.copyOf(more);
    }

    /** Takes a device out, after writing what waits for it. False if there is none of that name. */
    public synchronized boolean disable(String name) {
        Optional<FileDevice> device = device(name);
        if (device.isEmpty()) {
            return false;
        }
        devices = devices.stream().filter(other -> !other.name().equals(name)).toList();
        device.get().close();
        return true;
    }

    /** The names of the devices. */
    public List<String> deviceNames() {
        return devices.stream().map(FileDevice::name).toList();
    }

    /**
     * Queues a request entry.
     *
     * @throws AuditUnavailableException if no device takes it: the request must be refused
     */
    public PendingEntry request(AuditEntry entry) {
        return append(entry, AuditEntry.Kind.REQUEST);
    }

    /**
     * Queues a response entry.
     *
     * @throws AuditUnavailableException if no device takes it: the answer must not leave
     */
    public PendingEntry response(AuditEntry entry) {
        return append(entry, AuditEntry.Kind.RESPONSE);
    }

    private PendingEntry append(AuditEntry entry, AuditEntry.Kind kind) {
        if (entry.kind() != kind) {
            throw new IllegalArgumentException("not a " + kind + " entry");
        }
        List<FileDevice> all = devices;
        PendingEntry pending = new PendingEntry(entry, all.size());
        Reason refused = closed ? Reason.CLOSED : Reason.NO_DEVICE;
        boolean taken = false;
        for (FileDevice device : all) {
            Reason reason = device.offer(pending, kind == AuditEntry.Kind.RESPONSE);
            if (reason == null) {
                taken = true;
            } else {
                refused = reason;
            }
        }
        if (!taken) {
            throw new AuditUnavailableException(refused);
        }
        return pending;
    }

    /**
     * Returns once the entry is on the disk of at least one device.
     *
     * @param deadlineNanos by {@link System#nanoTime}
     * @throws AuditUnavailableException if every device lost it, the deadline passed or the thread
     *     was interrupted
     */
    public void await(PendingEntry pending, long deadlineNanos) {
        wake(pending);
        try {
            boolean decided = pending.waitUntil(deadlineNanos);
            check(decided, pending.isDurable());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /**
     * Returns once the entry is in the file of at least one device, whose sync may still run: it
     * survives a crash of the process, not of the machine.
     *
     * @param deadlineNanos by {@link System#nanoTime}
     * @throws AuditUnavailableException if every device lost it, the deadline passed or the thread
     *     was interrupted
     */
    public void awaitWritten(PendingEntry pending, long deadlineNanos) {
        wake(pending);
        try {
            boolean decided = pending.waitWritten(deadlineNanos);
            check(decided, pending.isWritten());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private void wake(PendingEntry pending) {
        if (pending.entry().kind() == AuditEntry.Kind.REQUEST && !pending.isDecided()) {
            devices.forEach(FileDevice::want);
        }
    }

    private static void check(boolean decided, boolean done) {
        if (!done) {
            throw new AuditUnavailableException(decided ? Reason.NO_DEVICE : Reason.TIMED_OUT);
        }
    }

    private static AuditUnavailableException interrupted() {
        Thread.currentThread().interrupt();
        return new AuditUnavailableException(Reason.INTERRUPTED);
    }

    /** True while at least one device works. */
    public boolean healthy() {
        return !closed && devices.stream().anyMatch(FileDevice::healthy);
    }

    /** Counters of each device, for metrics. */
    public List<DeviceStats> stats() {
        return devices.stream().map(FileDevice::stats).toList();
    }

    /**
     * The requests that had no response line on any device when the log was opened, oldest first,
     * each id once. At most 10,000 a device.
     */
    public List<OpenRequest> unanswered() {
        return unanswered;
    }

    /** False if a limit stopped the search for unanswered requests on some device. */
    public boolean unansweredComplete() {
        return unansweredComplete;
    }

    /** One device may have the response that another lacks. */
    private void mergeRecovered() {
        Map<String, OpenRequest> open = new LinkedHashMap<>();
        for (FileDevice device : devices) {
            device.recovered()
                    .open()
                    .forEach(request -> open.putIfAbsent(request.requestId(), request));
            unansweredComplete &= device.recovered().complete();
        }
        for (FileDevice device : devices) {
            open.keySet().removeAll(device.recovered().answered());
            device.forgetRecovered();
        }
        unanswered = List.copyOf(open.values());
    }

    /** The newest signed head in a device's file, else the checkpoint that it was opened with. */
    public Optional<AuditHead> newestHead(String device) {
        return device(device).map(FileDevice::newestHead);
    }

    /** The key that verifies the heads. */
    public AuditPublicKey publicKey() {
        return settings.signer().publicKey();
    }

    /**
     * Opens every path anew, after a log rotation moved the files away (SIGHUP). The old file ends
     * with a signed head, the new one starts with a line that names it. A device whose path cannot
     * be opened keeps its old file, and the future fails.
     */
    public CompletableFuture<Void> reopen() {
        return CompletableFuture.allOf(
                devices.stream().map(FileDevice::reopen).toArray(CompletableFuture[]::new));
    }

    /**
     * Writes what waits and a last head, and lets the listener hear of it. Bounded: some 12 seconds
     * a device.
     */
    @Override
    public synchronized void close() {
        closed = true;
        devices.forEach(FileDevice::close);
        notifier.close();
    }

    private Optional<FileDevice> device(String name) {
        return devices.stream().filter(device -> device.name().equals(name)).findFirst();
    }
}
