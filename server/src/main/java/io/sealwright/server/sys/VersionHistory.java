package io.sealwright.server.sys;

import io.sealwright.rotation.LeaderDuty;
import io.sealwright.server.config.Version;
import io.sealwright.server.node.Founding;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Which versions have led this cluster, and since when: noted by the first leader of each.
 * Thread-safe.
 */
@Component
final class VersionHistory implements LeaderDuty, Founding {
    private static final byte[] ID = "version-history".getBytes(StandardCharsets.US_ASCII);
    private static final RecordCodec<History> CODEC = RecordCodec.of(History.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int KEPT = 1_000;

    /**
     * @param at RFC 3339, in seconds
     */
    record Installed(String version, String at) {}

    private record History(List<Installed> versions) {}

    private final Barrier barrier;
    private final InstantSource clock;

    VersionHistory(Barrier barrier, InstantSource clock) {
        this.barrier = barrier;
        this.clock = clock;
    }

    @Override
    public void found(Transaction transaction, Instant now) {
        add(transaction, now);
    }

    @Override
    public void tick(Precondition fence) {
        List<Installed> known = barrier.read(Consistency.LOCAL, Deadline.in(LIMIT), this::all);
        if (!current(known)) {
            Instant now = clock.instant();
            barrier.transact(
                    Deadline.in(LIMIT),
                    transaction -> {
                        transaction.require(fence);
                        add(transaction, now);
                        return fence;
                    });
        }
    }

    private static boolean current(List<Installed> known) {
        return !known.isEmpty() && known.getLast().version().equals(Version.PRODUCT);
    }

    private void add(Transaction transaction, Instant now) {
        List<Installed> versions = new ArrayList<>(all(transaction));
        versions.removeIf(version -> version.version().equals(Version.PRODUCT));
        versions.add(
                new Installed(Version.PRODUCT, now.truncatedTo(ChronoUnit.SECONDS).toString()));
        List<Installed> newest =
                versions.subList(Math.max(0, versions.size() - KEPT), versions.size());
        transaction
                .records(Keys.ROOT_NAMESPACE, Keys.SETTINGS)
                .put(ID, CODEC.encode(new History(newest)));
    }

    /** Oldest first. */
    List<Installed> all(Transaction transaction) {
        Record stored = transaction.records(Keys.ROOT_NAMESPACE, Keys.SETTINGS).get(ID);
        return stored == null ? List.of() : CODEC.decode(stored.value()).versions();
    }
}
