package io.sealwright.server.usage;

import io.sealwright.server.node.Duty;
import io.sealwright.server.node.Ticks;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.ConflictException;
import io.sealwright.storage.barrier.SealedException;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Shows what was counted as metrics every {@value #SHOWN} seconds, and merges it into the store
 * every {@value #MERGED}, or as soon as half of what can be counted is, and at the end. A crash
 * loses what was read since. Thread-safe.
 */
@Component
@Order(4)
final class UsageDuty implements Duty {
    /** Seconds until metrics have what was answered. */
    static final int SHOWN = 3;

    /** Seconds between two merges: each costs a write for each secret that was read. */
    static final int MERGED = 30;

    private static final Logger LOG = LoggerFactory.getLogger(UsageDuty.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration LAST_LIMIT = Duration.ofSeconds(2);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Barrier barrier;
    private final Accesses accesses;
    private final Unmerged unmerged;
    private final Merge portions;
    private final UsageMeters meters;
    private final InstantSource clock;
    private final Ticks ticks = new Ticks("usage", TICK, this::tick);
    private int sinceShown;
    private int sinceMerged;

    UsageDuty(
            Barrier barrier,
            Accesses accesses,
            Unmerged unmerged,
            Merge portions,
            UsageMeters meters,
            InstantSource clock) {
        this.barrier = barrier;
        this.accesses = accesses;
        this.unmerged = unmerged;
        this.portions = portions;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public void unsealed() {
        ticks.start();
    }

    /** In order: what was counted is not lost. */
    @Override
    public void sealing() {
        ticks.stop(STOP);
        try {
            show();
            merge(Deadline.in(LAST_LIMIT));
        } catch (StoreException | ConflictException | SealedException e) {
            LOG.warn("who read what in the last {} s is not kept: {}", MERGED, e.toString());
        }
        unmerged.clear();
    }

    private void tick() {
        sinceShown++;
        sinceMerged++;
        try {
            if (sinceShown >= SHOWN || accesses.accesses().fillingUp()) {
                sinceShown = 0;
                show();
            }
            if (sinceMerged >= MERGED || accesses.reads().fillingUp()) {
                sinceMerged = 0;
                merge(Deadline.in(LIMIT));
            }
        } catch (RuntimeException e) {
            LOG.debug("who read what is merged later: {}", e.toString());
        }
    }

    private void show() {
        meters.refused(accesses.refusals().drain());
        meters.accessed(accesses.accesses().drain());
    }

    private void merge(Deadline deadline) {
        unmerged.collect();
        Portion portion = unmerged.next();
        while (portion != null) {
            Portion one = portion;
            barrier.transact(
                    deadline,
                    transaction -> {
                        portions.add(transaction, one, clock.instant());
                        return one;
                    });
            unmerged.arrived(one);
            portion = unmerged.next();
        }
    }
}
