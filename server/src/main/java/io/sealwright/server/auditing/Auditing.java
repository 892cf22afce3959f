package io.sealwright.server.auditing;

import io.sealwright.audit.AuditDeviceSettings;
import io.sealwright.audit.AuditFormat;
import io.sealwright.audit.AuditHasher;
import io.sealwright.audit.AuditHead;
import io.sealwright.audit.AuditLog;
import io.sealwright.audit.AuditLogSettings;
import io.sealwright.audit.DeviceStats;
import io.sealwright.audit.HeadSigner;
import io.sealwright.audit.UnsafeAuditFileException;
import io.sealwright.crypto.SigningKey;
import io.sealwright.server.config.AuditSettings;
import io.sealwright.server.config.StorageSettings;
import io.sealwright.server.node.Duty;
import io.sealwright.server.node.Founding;
import io.sealwright.server.spi.Once;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.SealedException;
import io.sealwright.storage.barrier.Transaction;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Opens this node's audit log when it is unsealed, and closes it when it is sealed. Thread-safe.
 */
@Component
@Order(1)
public final class Auditing implements Duty, Founding {
    private static final Logger LOG = LoggerFactory.getLogger(Auditing.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final RaftStore store;
    private final Barrier barrier;
    private final AuditHeads heads;
    private final Recovery recovery;
    private final AuditSettings settings;
    private final EnabledDevices enabled;
    private final ConfiguredDevices configured;
    private final InstantSource clock;
    private final SecureRandom random;
    private volatile @Nullable OpenAudit open;

    /** Enabled by API and open on this node, or not usable here. */
    private volatile List<EnabledDevice> followed = List.of();

    /** Name to why, of those enabled by API that cannot be used on this node. */
    private final Map<String, String> unusable = new ConcurrentHashMap<>();

    Auditing(
            RaftStore store,
            Barrier barrier,
            AuditHeads heads,
            Recovery recovery,
            EnabledDevices enabled,
            AuditSettings settings,
            StorageSettings storage,
            InstantSource clock,
            SecureRandom random) {
        this.store = store;
        this.barrier = barrier;
        this.heads = heads;
        this.recovery = recovery;
        this.settings = settings;
        this.enabled = enabled;
        this.configured = new ConfiguredDevices(settings, Path.of(storage.path()));
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void found(Transaction transaction, Instant now) {
        AuditKeys.initialise(transaction, random);
    }

    /**
     * @throws SealedException while the node is sealed
     */
    public OpenAudit current() {
        OpenAudit current = open;
        if (current == null) {
            throw new SealedException();
        }
        return current;
    }

    /** Whether a request could be audited now; false while sealed. */
    public boolean healthy() {
        OpenAudit current = open;
        return current != null && (current.silent() || current.log().healthy());
    }

    /** Of each device since the node was unsealed; empty while sealed. */
    public List<DeviceStats> stats() {
        OpenAudit current = open;
        return current == null ? List.of() : current.log().stats();
    }

    /** The names of the devices that accept nothing now; empty while sealed. */
    public List<String> failing() {
        List<String> failing = new ArrayList<>();
        for (DeviceStats device : stats()) {
            if (!device.healthy()) {
                failing.add(device.device());
            }
        }
        failing.addAll(unusable.keySet());
        return failing;
    }

    /** For log rotation; nothing while sealed. */
    public void reopen() {
        OpenAudit current = open;
        if (current != null) {
            current.log().reopen();
        }
    }

    /** The names of this node's devices, those that cannot be opened too. */
    List<String> names() {
        OpenAudit current = open;
        List<String> names = new ArrayList<>();
        if (current == null) {
            configured.shown().forEach(device -> names.add(device.name()));
        } else {
            names.addAll(current.log().deviceNames());
        }
        names.addAll(unusable.keySet());
        return names;
    }

    /** What is configured on this node, then what was enabled by API, both without secrets. */
    public List<ShownDevice> shown(Transaction transaction) {
        List<ShownDevice> shown = new ArrayList<>(configured.shown());
        enabled.all(transaction).stream()
                .filter(device -> !isConfigured(device.name()))
                .forEach(device -> shown.add(device.shown()));
        return shown;
    }

    private boolean isConfigured(String name) {
        return configured.shown().stream().anyMatch(device -> device.name().equals(name));
    }

    /**
     * Enables a device on all nodes, after it has taken a line on this one.
     *
     * @param once of the request: its receiver is tried once, however often the transaction runs
     * @throws IllegalArgumentException if it cannot be enabled; the message is for the caller and
     *     repeats no value
     */
    public void enable(Transaction transaction, EnabledDevice device, Once once) {
        requireApi("enable");
        List<ShownDevice> others = shown(transaction);
        if (others.stream().anyMatch(other -> overlap(other.name(), device.name()))) {
            throw new IllegalArgumentException("path already in use");
        }
        if (enabled.all(transaction).size() >= EnabledDevices.MAX) {
            throw new IllegalArgumentException(
                    "at most " + EnabledDevices.MAX + " audit devices can be enabled via API");
        }
        AuditDeviceSettings read = read(transaction, device);
        Boolean _ = once.get(device, Boolean.class, () -> takesALine(read));
        enabled.add(transaction, device);
    }

    private boolean takesALine(AuditDeviceSettings device) {
        try {
            current().log().probe(device);
            return true;
        } catch (IOException e) {
            throw new IllegalArgumentException("audit device failed its test message: " + why(e));
        }
    }

    /** Paths stay in the log of the node: the caller need not know its folders. */
    private static String why(IOException cause) {
        return switch (cause) {
            case UnsafeAuditFileException unsafe -> "the file is refused: " + unsafe.why();
            case FileSystemException file ->
                    "the file cannot be opened: " + file.getClass().getSimpleName();
            default -> String.valueOf(cause.getMessage());
        };
    }

    private static boolean overlap(String one, String other) {
        return one.startsWith(other) || other.startsWith(one);
    }

    /**
     * Disables a device on all nodes; nothing if there is none of that name.
     *
     * @throws IllegalArgumentException if it comes from the configuration
     */
    public void disable(Transaction transaction, String name) {
        if (isConfigured(name)) {
            throw new IllegalArgumentException(
                    "cannot disable audit device via API: it is configured by sealwright.audit");
        }
        if (enabled.all(transaction).stream().anyMatch(device -> device.name().equals(name))) {
            requireApi("disable");
            enabled.remove(transaction, name);
        }
    }

    private void requireApi(String what) {
        if (!settings.api()) {
            throw new IllegalArgumentException(
                    "cannot "
                            + what
                            + " audit device via API: configure sealwright.audit.file[i].path (or .socket, .syslog,"
                            + " .http) and restart the node, or allow it by sealwright.audit.api=true");
        }
    }

    private AuditDeviceSettings read(Transaction transaction, EnabledDevice device) {
        String node = store.status().nodeId();
        return DeviceOptions.read(
                device, settings.apiFileFolder(), name -> heads.newest(transaction, node, name));
    }

    /**
     * Opens and closes devices as the store says; answers whether anything changed. A configured
     * device goes before one that another node enabled under its name.
     */
    synchronized boolean follow(Transaction transaction) {
        OpenAudit current = open;
        if (current == null || current.silent()) {
            return false;
        }
        List<EnabledDevice> wanted =
                enabled.seen(transaction).stream()
                        .filter(device -> !isConfigured(device.name()))
                        .toList();
        if (wanted.equals(followed)) {
            return false;
        }
        for (EnabledDevice old : followed) {
            if (!wanted.contains(old)) {
                unusable.remove(old.name());
                current.log().disable(old.name());
                LOG.info("Audit device {} is disabled", old.name());
            }
        }
        for (EnabledDevice device : wanted) {
            if (!followed.contains(device)) {
                open(current, transaction, device);
            }
        }
        followed = wanted;
        return true;
    }

    private void open(OpenAudit current, Transaction transaction, EnabledDevice device) {
        try {
            current.log().enable(read(transaction, device));
            LOG.info("Audit device {} is enabled", device.name());
        } catch (IllegalArgumentException e) {
            unusable.put(device.name(), e.getMessage());
            LOG.error(
                    "Audit device {} cannot be used on this node: {}",
                    device.name(),
                    e.getMessage());
        }
    }

    @Override
    public void unsealed() {
        // LOCAL: the audit keys never change, and a node without a quorum must still be able to
        // unseal.
        OpenAudit opened = barrier.read(Consistency.LOCAL, Deadline.in(LIMIT), this::open);
        open = opened;
        opened.log().onUnanswered(left -> recovery.start(opened, left));
    }

    private OpenAudit open(Transaction transaction) {
        AuditKeys keys = AuditKeys.load(transaction);
        SigningKey signer = keys.signer();
        String node = store.status().nodeId();
        AuditLogSettings log =
                AuditLogSettings.of(node, clock, HeadSigner.of(signer), heads)
                        .withQueue(settings.queueEntries(), settings.queueBytes().toBytes());
        createFolders();
        AuditHasher hasher = new AuditHasher(keys.salt());
        return new OpenAudit(
                AuditLog.open(
                        log, configured.devices(name -> heads.newest(transaction, node, name))),
                new AuditFormat(hasher),
                hasher,
                signer,
                settings.disabled());
    }

    private void createFolders() {
        for (int i = 0; i < settings.file().size(); i++) {
            try {
                Files.createDirectories(configured.file(i).getParent());
            } catch (IOException e) {
                LOG.error(
                        "the folder of audit device {} cannot be created: {}",
                        ConfiguredDevices.name("file", i),
                        e.getMessage());
            }
        }
    }

    @Override
    public void sealing() {
        OpenAudit current = open;
        open = null;
        recovery.stop();
        synchronized (this) {
            followed = List.of();
            unusable.clear();
        }
        if (current != null) {
            current.log().close();
            current.hasher().close();
            current.signer().close();
        }
    }

    /**
     * The signed heads that the replicated store keeps, highest line first: the newest of every
     * device of every node, or, of one device, those before it, too.
     *
     * @param node of this node alone; empty for all
     * @param device of this device alone; empty for all
     */
    public List<AuditHead> storedHeads(Transaction transaction, String node, String device) {
        List<AuditHead> found = new ArrayList<>(heads.newest(transaction));
        found.removeIf(head -> !node.isEmpty() && !head.node().equals(node));
        found.removeIf(head -> !device.isEmpty() && !head.device().equals(device));
        if (!node.isEmpty() && !device.isEmpty()) {
            found.addAll(heads.past(transaction, node, device));
        }
        return found.stream()
                .distinct()
                .sorted(Comparator.comparingLong(AuditHead::seq).reversed())
                .toList();
    }
}
