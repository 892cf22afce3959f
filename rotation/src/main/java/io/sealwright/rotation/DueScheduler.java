package io.sealwright.rotation;

import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.Store;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.ConflictException;
import io.sealwright.storage.barrier.SealedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's clock: one thread that, while this member leads, does what is due, begins the work
 * outside of the store that is due, and looks after the leader's duties. Every write carries the
 * leader's fence, so that a deposed leader's work cannot land. Thread-safe.
 */
public final class DueScheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DueScheduler.class);

    /** Between two looks at the index. */
    static final Duration TICK = Duration.ofMillis(500);

    static final Duration DUTY_INTERVAL = Duration.ofMinutes(1);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Store store;
    private final Barrier barrier;
    private final DueRound round;
    private final OutsideRuns outside;
    private final List<LeaderDuty> duties;
    private final InstantSource clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private final AtomicLong lag = new AtomicLong();
    private Instant nextDuty = Instant.EPOCH;

    public DueScheduler(
            Store store,
            Barrier barrier,
            List<DueHandler> handlers,
            List<OutsideWork> works,
            List<LeaderDuty> duties,
            InstantSource clock) {
        this.store = store;
        this.barrier = barrier;
        this.outside = new OutsideRuns(works);
        this.round = new DueRound(barrier, handlers, outside, clock);
        this.duties = List.copyOf(duties);
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("due-scheduler").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stop.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                tick();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look; never throws. Called by the scheduler's thread, and by tests. */
    void tick() {
        Precondition fence = store.fence();
        if (fence == null) {
            return;
        }
        Leading leading = new Leading(store, barrier, fence);
        guarded("due work", () -> lag.set(round.run(leading, stop)));
        runDuties(fence);
    }

    private void runDuties(Precondition fence) {
        Instant now = clock.instant();
        if (now.isBefore(nextDuty)) {
            return;
        }
        nextDuty = now.plus(DUTY_INTERVAL);
        for (LeaderDuty duty : duties) {
            guarded("a leader's duty", () -> duty.tick(fence));
        }
    }

    /** One piece of work that fails keeps no other from its turn. */
    private static void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (SealedException | StoreException | ConflictException | DeposedException e) {
            LOG.debug("{} put off: {}", what, e.toString());
        } catch (RuntimeException e) {
            // Without the message, which may quote data.
            LOG.error("{} failed: {}", what, e.getClass().getName());
        }
    }

    public DueStats stats() {
        return new DueStats(round.done(), round.postponed(), lag.get());
    }

    static Deadline deadline() {
        return Deadline.in(LIMIT);
    }

    /** Leader's reads need no round: what they lead to is checked by preconditions. */
    static Consistency consistency() {
        return Consistency.LOCAL;
    }

    /**
     * Returns when the threads have ended; what they were doing in the store is finished or rolled
     * back, and what they were doing outside is the next leader's.
     */
    @Override
    public void close() {
        stop.countDown();
        try {
            if (thread.isAlive()) {
                thread.join(LIMIT.plusSeconds(5));
            }
            outside.stop(LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
