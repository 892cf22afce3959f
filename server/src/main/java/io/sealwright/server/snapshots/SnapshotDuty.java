package io.sealwright.server.snapshots;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealwright.server.config.SnapshotSettings;
import io.sealwright.server.config.StorageSettings;
import io.sealwright.server.node.Duty;
import io.sealwright.server.node.Ticks;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.barrier.Barrier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Takes the snapshots that are due, one after another, while this member leads. On a thread of its
 * own: one may take long. What it is about to do and what became of it are committed with the
 * leader's fence; whoever leads next goes on from there. Thread-safe.
 */
@Component
@Order(3)
final class SnapshotDuty implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotDuty.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration READ_POINT = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final RaftStore store;
    private final Barrier barrier;
    private final SnapshotSettings settings;
    private final Path spool;
    private final InstantSource clock;
    private final AtomicLong failing = new AtomicLong();
    private final Ticks ticks = new Ticks("snapshot-schedule", TICK, this::look);

    private record Due(String name, Schedule schedule, ScheduleStatus status) {}

    SnapshotDuty(
            RaftStore store,
            Barrier barrier,
            SnapshotSettings settings,
            StorageSettings storage,
            InstantSource clock,
            MeterRegistry registry) {
        this.store = store;
        this.barrier = barrier;
        this.settings = settings;
        this.spool = Path.of(storage.path()).resolve("snapshots");
        this.clock = clock;
        Gauge.builder("sealwright.snapshots.failing", failing, AtomicLong::get)
                .description("schedules whose last snapshot failed; told by the leader")
                .register(registry);
    }

    @Override
    public void unsealed() {
        ticks.start();
    }

    @Override
    public void sealing() {
        ticks.stop(STOP);
    }

    private void look() {
        try {
            tick();
        } catch (RuntimeException e) {
            LOG.debug("scheduled snapshots are put off: {}", e.toString());
        }
    }

    private void tick() {
        Precondition fence = store.fence();
        if (fence == null) {
            failing.set(0);
            return;
        }
        List<Due> all =
                barrier.read(
                        Consistency.LOCAL,
                        Deadline.in(LIMIT),
                        transaction ->
                                Schedules.names(transaction).stream()
                                        .<Due>mapMulti((name, to) -> {
                                            Schedule schedule = Schedules.find(transaction, name);
                                            if (schedule != null) {
                                                to.accept(
                                                        new Due(
                                                                name,
                                                                schedule,
                                                                Schedules.status(
                                                                        transaction, name)));
                                            }
                                        })
                                        .toList());
        failing.set(all.stream().filter(one -> one.status().consecutiveErrors() > 0).count());
        for (Due one : all) {
            // One that has begun was another leader's: it did not get to its end.
            if (one.status().start() != 0 || one.status().next() <= clock.millis()) {
                attempt(one, fence);
            }
        }
    }

    private void attempt(Due due, Precondition fence) {
        Schedule schedule = due.schedule();
        long interval = Duration.ofSeconds(schedule.intervalSeconds()).toMillis();
        Instant now = clock.instant();
        String name = SnapshotName.of(schedule.filePrefix(), now);
        String error = "";
        try {
            checkCluster(schedule);
            SnapshotTarget target = target(schedule);
            change(due.name(), fence, old -> old.begun(now.toEpochMilli(), target.url(name)));
            take(schedule, target, name);
        } catch (SnapshotFailure e) {
            error = String.valueOf(e.getMessage());
        } catch (IOException e) {
            error = "writing failed: " + e.getClass().getSimpleName();
        }
        if (error.isEmpty()) {
            LOG.info("scheduled snapshot {} taken", name);
            change(due.name(), fence, old -> old.succeeded(clock.millis(), interval));
        } else {
            LOG.warn("a snapshot of schedule {} failed: {}", due.name(), error);
            String told = error;
            change(
                    due.name(),
                    fence,
                    old -> {
                        ScheduleStatus begun =
                                old.start() == 0 ? old.begun(now.toEpochMilli(), "") : old;
                        return begun.failed(clock.millis(), interval, told);
                    });
        }
    }

    private void checkCluster(Schedule schedule) {
        if (!schedule.clusterId().equals(store.status().clusterId())) {
            throw new SnapshotFailure(
                    "this configuration came with a snapshot of another cluster: write it again"
                            + " to use it here");
        }
    }

    SnapshotTarget target(Schedule schedule) {
        Schedule.Bucket bucket = schedule.bucket();
        return bucket == null
                ? LocalTarget.of(settings.folder(), schedule)
                : new BucketTarget(spool, schedule, bucket, clock);
    }

    private void take(Schedule schedule, SnapshotTarget target, String name) throws IOException {
        try {
            target.keep(name, out -> store.saveSnapshot(out, Deadline.in(READ_POINT)));
        } catch (RuntimeException e) {
            if (e instanceof SnapshotFailure) {
                throw e;
            }
            throw new SnapshotFailure(
                    "the snapshot could not be taken: " + e.getClass().getSimpleName(), e);
        }
    }

    /** Nothing if the schedule was deleted meanwhile. */
    private void change(String name, Precondition fence, UnaryOperator<ScheduleStatus> change) {
        barrier.transact(
                Deadline.in(LIMIT),
                transaction -> {
                    if (!fence.equals(store.fence())) {
                        throw new IllegalStateException("another member leads now");
                    }
                    transaction.require(fence);
                    if (Schedules.find(transaction, name) != null) {
                        Schedules.putStatus(
                                transaction,
                                name,
                                change.apply(Schedules.status(transaction, name)));
                    }
                    return fence;
                });
    }
}
