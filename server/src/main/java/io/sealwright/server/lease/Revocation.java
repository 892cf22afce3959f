package io.sealwright.server.lease;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.quotas.LeaseCounts;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountReader;
import io.sealwright.server.spi.RevocationException;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.Transaction;
import io.sealwright.storage.barrier.TransactionBody;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Ends leases with what they guard: the lease is marked first, so that it is not renewed any more,
 * then its engine is asked, then the lease goes. Each step may happen again. Thread-safe.
 */
@Component
final class Revocation {
    private static final Logger LOG = LoggerFactory.getLogger(Revocation.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Barrier barrier;
    private final Mounts mounts;
    private final LeaseCounts counts;
    private final InstantSource clock;
    private final Counter done;
    private final Counter failed;

    Revocation(
            Barrier barrier,
            Mounts mounts,
            LeaseCounts counts,
            InstantSource clock,
            MeterRegistry meters) {
        this.barrier = barrier;
        this.mounts = mounts;
        this.counts = counts;
        this.clock = clock;
        this.done = counter(meters, "done");
        this.failed = counter(meters, "failed");
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("sealwright.lease.revocations")
                .description("Revocations of leases by this node since it was started")
                .tag("result", result)
                .register(meters);
    }

    /** What a step is written with: with the leader's fence, or within a request's time. */
    @FunctionalInterface
    interface Writes {
        Optional<StoredLease> run(TransactionBody<Optional<StoredLease>> body);
    }

    /**
     * Ends a lease if its time has come.
     *
     * @return when to look again; empty if it is gone
     */
    Optional<Instant> end(Writes writes, LeaseRecords.Ref ref) throws InterruptedException {
        Instant now = clock.instant();
        Optional<StoredLease> lease =
                writes.run(transaction ->
                        LeaseRecords.find(transaction, ref)
                                .map(found ->
                                        found.due().isAfter(now)
                                                ? found
                                                : marked(transaction, found, found.forced())));
        if (lease.isEmpty()) {
            return Optional.empty();
        }
        StoredLease found = lease.get();
        return found.state() != StoredLease.State.ENDING || found.due().isAfter(now)
                ? Optional.of(found.due())
                : endMarked(writes, found);
    }

    /**
     * Ends a lease whatever its time, and whenever it was last tried.
     *
     * @return why that failed; it is tried again then. Empty if it is gone
     */
    Optional<String> endNow(Writes writes, LeaseRecords.Ref ref, boolean force)
            throws InterruptedException {
        Optional<StoredLease> lease =
                writes.run(transaction ->
                        LeaseRecords.find(transaction, ref)
                                .map(found -> marked(transaction, found, force)));
        if (lease.isEmpty() || endMarked(writes, lease.get()).isEmpty()) {
            return Optional.empty();
        }
        return writes.run(transaction -> LeaseRecords.find(transaction, ref))
                .map(StoredLease::error);
    }

    /** Marks a lease and lets the leader end it. */
    void endSoon(Transaction transaction, StoredLease lease, boolean force, Instant now) {
        if (!alreadyEnding(lease, force)) {
            LeaseRecords.replace(transaction, lease, lease.asEnding(force), now);
        }
    }

    private static boolean alreadyEnding(StoredLease lease, boolean force) {
        return lease.state() == StoredLease.State.ENDING && (lease.forced() || !force);
    }

    private static StoredLease marked(Transaction transaction, StoredLease lease, boolean force) {
        if (alreadyEnding(lease, force)) {
            return lease;
        }
        StoredLease ending = lease.asEnding(force);
        LeaseRecords.put(transaction, ending);
        return ending;
    }

    private Optional<Instant> endMarked(Writes writes, StoredLease lease)
            throws InterruptedException {
        Optional<String> why = ask(lease);
        LeaseRecords.Ref ref = LeaseRecords.Ref.of(lease);
        Instant now = clock.instant();
        Optional<StoredLease> left =
                writes.run(transaction ->
                        LeaseRecords.find(transaction, ref)
                                .flatMap(found -> settled(transaction, found, why, now)));
        (why.isEmpty() ? done : failed).increment();
        return left.map(StoredLease::due);
    }

    /** Empty if the lease is gone. */
    private Optional<StoredLease> settled(
            Transaction transaction, StoredLease lease, Optional<String> why, Instant now) {
        if (why.isEmpty() || lease.forced()) {
            LeaseRecords.remove(transaction, lease);
            counts.giveBack(transaction, lease.quota());
            return Optional.empty();
        }
        return Optional.of(failed(transaction, lease, why.get(), now));
    }

    private static StoredLease failed(
            Transaction transaction, StoredLease lease, String why, Instant now) {
        StoredLease tried = lease.asFailed(why, now);
        LeaseRecords.replace(transaction, lease, tried, tried.due());
        if (tried.irrevocable()) {
            LeaseRecords.markIrrevocable(transaction, tried);
        }
        return tried;
    }

    /** Why the engine could not end what the lease guards; empty if it did. */
    private Optional<String> ask(StoredLease lease) throws InterruptedException {
        Mounted mounted =
                barrier.read(
                        Consistency.LOCAL,
                        Deadline.in(LIMIT),
                        transaction ->
                                mounts.table(transaction, lease.namespace())
                                        .byAccessor(lease.mountAccessor()));
        if (mounted == null) {
            return Optional.of("its mount is gone");
        }
        try {
            mounted.type().revoke(new Reader(mounted.mount()), lease.seen());
            return Optional.empty();
        } catch (RevocationException e) {
            LOG.warn("lease below {} not revoked: {}", mounted.mount().path(), e.getMessage());
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // Without the message, which may quote data.
            LOG.warn(
                    "lease below {} not revoked: {}",
                    mounted.mount().path(),
                    e.getClass().getName());
            return Optional.of("internal error (" + e.getClass().getSimpleName() + ")");
        }
    }

    private final class Reader implements MountReader {
        private final Mount mount;

        Reader(Mount mount) {
            this.mount = mount;
        }

        @Override
        public Mount mount() {
            return mount;
        }

        @Override
        public <T> T read(Function<EngineContext, T> body) {
            return barrier.read(
                    Consistency.LOCAL,
                    Deadline.in(LIMIT),
                    transaction ->
                            body.apply(new EngineContext(transaction, mount, clock.instant())));
        }
    }
}
