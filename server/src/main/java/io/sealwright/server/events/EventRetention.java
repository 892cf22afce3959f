package io.sealwright.server.events;

import io.sealwright.rotation.LeaderDuty;
import io.sealwright.server.config.EventSettings;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.stereotype.Component;

/**
 * Keeps the log within its bounds, on the leader, once a minute: deletes the oldest blocks of
 * {@value Records#LOG_BLOCK} events that are too many or too old, each by one mutation.
 * Thread-safe.
 */
@Component
final class EventRetention implements LeaderDuty {
    /** Blocks that go at one time, some million events; the rest goes a minute later. */
    static final int MOST_BLOCKS = 4_096;

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Barrier barrier;
    private final EventSettings settings;
    private final InstantSource clock;

    EventRetention(Barrier barrier, EventSettings settings, InstantSource clock) {
        this.barrier = barrier;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void tick(Precondition fence) {
        barrier.transact(
                Deadline.in(LIMIT),
                transaction -> {
                    transaction.require(fence);
                    trim(transaction);
                    return fence;
                });
    }

    private void trim(Transaction transaction) {
        long last = EventLog.last(transaction);
        long oldest = last - settings.keep();
        Instant time = clock.instant().minus(settings.keepFor());
        long end = firstEnd(EventLog.trimmed(transaction));
        for (int blocks = 0; blocks < MOST_BLOCKS && end <= last; blocks++) {
            LoggedEvent newest = EventLog.numbered(transaction, end);
            boolean old = newest != null && newest.event().at().isBefore(time);
            if (end > oldest && !old) {
                return;
            }
            EventLog.trim(transaction, end);
            end += Records.LOG_BLOCK;
        }
    }

    /** The last number of the oldest block that is kept: they begin at 0, and numbers at 1. */
    private static long firstEnd(long trimmed) {
        return trimmed == 0 ? Records.LOG_BLOCK - 1 : trimmed + Records.LOG_BLOCK;
    }
}
