package io.sealwright.server.auditing;

import io.sealwright.audit.AuditFileSettings;
import io.sealwright.audit.AuditFormat;
import io.sealwright.audit.AuditHasher;
import io.sealwright.audit.AuditHead;
import io.sealwright.audit.AuditLog;
import io.sealwright.audit.AuditLogSettings;
import io.sealwright.audit.DeviceStats;
import io.sealwright.audit.HeadSigner;
import io.sealwright.crypto.SigningKey;
import io.sealwright.server.config.AuditSettings;
import io.sealwright.server.config.StorageSettings;
import io.sealwright.server.node.Duty;
import io.sealwright.server.node.Founding;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.SealedException;
import io.sealwright.storage.barrier.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Opens this node's audit log when it is unsealed, and closes it when it is sealed. Thread-safe.
 */
@Component
@Order(1)
public final class Auditing implements Duty, Founding {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final RaftStore store;
    private final Barrier barrier;
    private final AuditHeads heads;
    private final Recovery recovery;
    private final AuditSettings settings;
    private final Path folder;
    private final InstantSource clock;
    private final SecureRandom random;
    private volatile @Nullable OpenAudit open;

    Auditing(
            RaftStore store,
            Barrier barrier,
            AuditHeads heads,
            Recovery recovery,
            AuditSettings settings,
            StorageSettings storage,
            InstantSource clock,
            SecureRandom random) {
        this.store = store;
        this.barrier = barrier;
        this.heads = heads;
        this.recovery = recovery;
        this.settings = settings;
        this.folder = Path.of(storage.path());
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
        return stats().stream()
                .filter(device -> !device.healthy())
                .map(DeviceStats::device)
                .toList();
    }

    /** For log rotation; nothing while sealed. */
    public void reopen() {
        OpenAudit current = open;
        if (current != null) {
            current.log().reopen();
        }
    }

    /** The devices as configured: name with a trailing slash to path as written. */
    public Map<String, String> devices() {
        Map<String, String> devices = new LinkedHashMap<>();
        for (int i = 0; i < settings.file().size(); i++) {
            devices.put(deviceName(i), settings.file().get(i).path());
        }
        return devices;
    }

    static String deviceName(int number) {
        return number == 0 ? "file/" : "file" + number + "/";
    }

    @Override
    public void unsealed() {
        // LOCAL: the audit keys never change, and a node without a quorum must still be able to
        // unseal.
        OpenAudit opened = barrier.read(Consistency.LOCAL, Deadline.in(LIMIT), this::open);
        open = opened;
        recovery.start(opened);
    }

    private OpenAudit open(Transaction transaction) throws IOException {
        AuditKeys keys = AuditKeys.load(transaction);
        SigningKey signer = keys.signer();
        String node = store.status().nodeId();
        AuditLogSettings log = AuditLogSettings.of(node, clock, HeadSigner.of(signer), heads);
        List<AuditFileSettings> files = new ArrayList<>();
        for (int i = 0; i < settings.file().size(); i++) {
            Path path = folder.resolve(settings.file().get(i).path());
            Files.createDirectories(path.toAbsolutePath().getParent());
            AuditHead checkpoint = heads.newest(transaction, node, deviceName(i));
            files.add(new AuditFileSettings(deviceName(i), path, checkpoint));
        }
        AuditHasher hasher = new AuditHasher(keys.salt());
        return new OpenAudit(
                AuditLog.open(log, files),
                new AuditFormat(hasher),
                hasher,
                signer,
                settings.disabled());
    }

    @Override
    public void sealing() {
        OpenAudit current = open;
        open = null;
        recovery.stop();
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
