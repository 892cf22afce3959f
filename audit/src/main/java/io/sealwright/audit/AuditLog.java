package io.sealwright.audit;

import io.sealwright.audit.AuditUnavailableException.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The audit log: hands each entry to every device. An entry counts as written when at least one
 * device that counts has accepted it: a file that was synced, an HTTP receiver that answered 2xx, a
 * TCP or UNIX stream whose kernel took it; datagrams never count. Thread-safe.
 *
 * <p>Per request: {@link #request} before the engine runs; for a write {@link #awaitWritten} before
 * its commit; for an effect outside the store {@link #await} before it; {@link #response}
 * afterwards; then {@link #await} both before the first byte of the answer leaves. A request entry
 * that nobody waits for is written and synced together with its response, or after some 10 ms.
 * Entries of one thread keep their order on each device.
 *
 * <p>A device that cannot be opened is failing until an attempt succeeds; it never keeps the log
 * from opening.
 */
public final class AuditLog implements AutoCloseable {

    private static final long FIRST_ATTEMPT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final AuditLogSettings settings;
    private final HeadNotifier notifier;
    private final Unanswered unanswered = new Unanswered();
    private volatile Devices devices = Devices.NONE;
    private volatile boolean closed;
    private boolean merged;
    private @Nullable Consumer<List<OpenRequest>> unansweredListener;

    private AuditLog(AuditLogSettings settings) {
        this.settings = settings;
        this.notifier = new HeadNotifier(settings.headListener());
    }

    /**
     * Opens the devices, repairs the ends of files, finds unanswered requests, and starts a thread
     * for each. Waits for receivers, up to their time to connect, only while no device works yet.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    public static AuditLog open(
            AuditLogSettings settings, List<? extends AuditDeviceSettings> devices) {
        AuditLog log = new AuditLog(settings);
        try {
            devices.forEach(log::enable);
            log.merge();
            log.awaitReceivers();
            return log;
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /**
     * Opens a device as {@link #enable} would, has it take one line, and closes it again.
     *
     * @throws UnsafeAuditFileException if the file must not be used
     * @throws IOException if it does not work; the message says why and holds no secret
     */
    public void probe(AuditDeviceSettings device) throws IOException {
        switch (device) {
            case AuditFileSettings file -> probe(settings, file);
            case AuditSocketSettings socket -> probe(device, LineTransport.of(socket));
            case AuditSyslogSettings syslog -> probe(device, LineTransport.of(syslog, settings));
            case AuditHttpSettings http -> probe(device, new HttpTransport(http));
        }
    }

    private void probe(AuditDeviceSettings device, LineTransport transport) throws IOException {
        NetworkDevice.probe(device.name(), settings, transport);
    }

    private static void probe(AuditLogSettings settings, AuditFileSettings file)
            throws IOException {
        try (HeadNotifier nobody = new HeadNotifier(HeadListener.NONE)) {
            FileDevice device =
                    new FileDevice(
                            file.name(),
                            settings,
                            () -> AuditFile.open(file.path()),
                            file.checkpoint(),
                            nobody,
                            new DeviceCounters());
            device.start();
            boolean works = device.healthy();
            device.close();
            if (!works) {
                throw new IOException("the audit file cannot be written");
            }
        }
    }

    /**
     * Adds a device and starts to open it; a file is tried at once. If it cannot be opened it is
     * there all the same, failing, and is tried again and again.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public void enable(AuditDeviceSettings device) {
        switch (device) {
            case AuditFileSettings file -> enable(file, () -> AuditFile.open(file.path()));
            case AuditSocketSettings socket -> enable(device, LineTransport.of(socket));
            case AuditSyslogSettings syslog -> enable(device, LineTransport.of(syslog, settings));
            case AuditHttpSettings http -> enable(device, new HttpTransport(http));
        }
    }

    synchronized void enable(AuditDeviceSettings device, LineTransport transport) {
        requireFree(device.name());
        NetworkDevice made = new NetworkDevice(device.name(), device.counts(), settings, transport);
        devices = devices.with(made);
        made.start();
    }

    synchronized void enable(AuditFileSettings file, AuditChannel.Opener opener) {
        requireFree(file.name());
        DeviceCounters counters = new DeviceCounters();
        OpeningDevice.Attempt attempt =
                () ->
                        new FileDevice(
                                file.name(),
                                settings,
                                opener,
                                file.checkpoint(),
                                notifier,
                                counters);
        try {
            FileDevice device = attempt.open();
            device.start();
            devices = devices.with(device);
            found(device);
        } catch (IOException | RuntimeException e) {
            AtomicReference<OpeningDevice> self = new AtomicReference<>();
            OpeningDevice opening =
                    new OpeningDevice(
                            file,
                            attempt,
                            counters,
                            settings.retryInterval(),
                            device -> opened(self.get(), device));
            self.set(opening);
            devices = devices.with(opening);
            opening.start(e);
        }
    }

    private void requireFree(String name) {
        if (closed) {
            throw new IllegalStateException("the audit log is closed");
        }
        if (devices.named(name).isPresent()) {
            throw new IllegalArgumentException("audit device " + name + " exists");
        }
    }

    /** A file that could not be opened before. */
    private synchronized void opened(OpeningDevice opening, FileDevice device) {
        device.start();
        if (closed || !devices.all().contains(opening)) {
            device.close();
            return;
        }
        devices = devices.replaced(opening, device);
        found(device);
    }

    /** One file may have the response that another lacks: only once all were tried. */
    private synchronized void merge() {
        unanswered.add(devices.all());
        merged = true;
    }

    private void found(FileDevice device) {
        List<OpenRequest> found = merged ? unanswered.add(List.of(device)) : List.of();
        Consumer<List<OpenRequest>> listener = unansweredListener;
        if (listener != null) {
            if (!found.isEmpty()) {
                listener.accept(found);
            }
            forgetUnlessOpening();
        }
    }

    private void forgetUnlessOpening() {
        if (!devices.opening()) {
            unanswered.forget();
        }
    }

    private void awaitReceivers() {
        try {
            for (AuditDevice device : devices.all()) {
                if (!devices.healthy() && device instanceof NetworkDevice network) {
                    network.awaitFirstAttempt(System.nanoTime() + FIRST_ATTEMPT_NANOS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes a device out, after writing what waits for it. False if there is none of that name. */
    public boolean disable(String name) {
        Optional<AuditDevice> device;
        synchronized (this) {
            device = devices.named(name);
            device.ifPresent(found -> devices = devices.without(found));
        }
        device.ifPresent(AuditDevice::close);
        return device.isPresent();
    }

    /** The names of the devices. */
    public List<String> deviceNames() {
        return devices.all().stream().map(AuditDevice::name).toList();
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

    /**
     * Queues an entry of a rotation.
     *
     * @throws AuditUnavailableException if no device takes it
     */
    public PendingEntry rotation(AuditEntry entry) {
        return append(entry, AuditEntry.Kind.ROTATION);
    }

    private PendingEntry append(AuditEntry entry, AuditEntry.Kind kind) {
        if (entry.kind() != kind) {
            throw new IllegalArgumentException("not a " + kind + " entry");
        }
        Devices now = devices;
        PendingEntry pending = new PendingEntry(entry, now.counting());
        Reason refused = closed ? Reason.CLOSED : Reason.NO_DEVICE;
        boolean taken = false;
        for (AuditDevice device : now.all()) {
            Reason reason = device.offer(pending, kind != AuditEntry.Kind.REQUEST);
            if (device.counts()) {
                taken |= reason == null;
                refused = reason == null ? refused : reason;
            }
        }
        if (!taken) {
            throw new AuditUnavailableException(refused);
        }
        return pending;
    }

    /**
     * Returns once at least one device has the entry for good.
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
     * Returns once at least one device has the entry; the sync of a file may still run, so that it
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
            devices.all().forEach(AuditDevice::want);
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

    /** True while at least one device that counts works. */
    public boolean healthy() {
        return !closed && devices.healthy();
    }

    /** Counters of each device, for metrics. */
    public List<DeviceStats> stats() {
        return devices.all().stream().map(AuditDevice::stats).toList();
    }

    /**
     * The requests that had no response line in any file when it was opened, oldest first, each id
     * once. At most 10,000 a file.
     */
    public synchronized List<OpenRequest> unanswered() {
        return unanswered.found();
    }

    /** False if a limit stopped the search for unanswered requests in some file. */
    public synchronized boolean unansweredComplete() {
        return unanswered.complete();
    }

    /**
     * Hears of {@link #unanswered} now, if there are any, and of those of each file that opens
     * later. Must return at once.
     */
    public synchronized void onUnanswered(Consumer<List<OpenRequest>> listener) {
        unansweredListener = listener;
        List<OpenRequest> found = unanswered.found();
        if (!found.isEmpty()) {
            listener.accept(found);
        }
        forgetUnlessOpening();
    }

    /**
     * The newest signed head in a device's file, else the checkpoint that it was opened with. None
     * of a receiver: its heads are in what it received.
     */
    public Optional<AuditHead> newestHead(String device) {
        return devices.named(device).map(AuditDevice::newestHead);
    }

    /** The key that verifies the heads. */
    public AuditPublicKey publicKey() {
        return settings.signer().publicKey();
    }

    /**
     * Opens every path anew, after a log rotation moved the files away (SIGHUP). The old file ends
     * with a signed head, the new one starts with a line that names it. A device whose path cannot
     * be opened keeps its old file, and the future fails. Receivers are connected to anew.
     */
    public CompletableFuture<Void> reopen() {
        return CompletableFuture.allOf(
                devices.all().stream().map(AuditDevice::reopen).toArray(CompletableFuture[]::new));
    }

    /**
     * Writes what waits and a last head, and lets the listener hear of it. Bounded: some 12 seconds
     * a device.
     */
    @Override
    public void close() {
        List<AuditDevice> open;
        synchronized (this) {
            closed = true;
            open = devices.all();
        }
        open.forEach(AuditDevice::close); // unlocked: one of them may just have opened its file
        notifier.close();
    }
}
