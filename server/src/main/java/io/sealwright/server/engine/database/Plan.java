package io.sealwright.server.engine.database;

import io.sealwright.server.rotation.Cron;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * When a password changes by itself.
 *
 * @param period seconds between changes; 0 = none
 * @param cron see {@link Cron}; empty = none
 * @param window seconds after a time of {@code cron} within which it may still be done; 0 = any
 * @param plannedAt the next time of the plan, in epoch milliseconds; 0 = none
 * @param dueAt when to look again, which is later where it failed; 0 = never
 * @param failures in a row
 */
record Plan(long period, String cron, long window, long plannedAt, long dueAt, int failures) {
    static final Plan NONE = new Plan(0, "", 0, 0, 0, 0);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final int MAX_DOUBLINGS = 6;

    Plan {
        cron = Objects.requireNonNullElse(cron, "");
    }

    boolean isScheduled() {
        return period > 0 || !cron.isEmpty();
    }

    /** The time after {@code from} is the next one. */
    Plan after(Instant from) {
        long next = 0;
        if (period > 0) {
            next = from.plusSeconds(period).toEpochMilli();
        } else if (!cron.isEmpty()) {
            next = Cron.parse(cron).next(from).toEpochMilli();
        }
        return new Plan(period, cron, window, next, next, 0);
    }

    /** To be looked at again then. */
    Plan lookedAt(Instant at) {
        return new Plan(period, cron, window, plannedAt, at.toEpochMilli(), failures);
    }

    /**
     * It failed: later and later, but not outside of the window.
     *
     * @param again whether there is something left to do where nothing is scheduled
     */
    Plan failed(Instant now, boolean again) {
        if (!isScheduled() && !again) {
            return new Plan(period, cron, window, 0, 0, 0);
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
        Instant next = now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        return isMissed(next)
                ? after(now)
                : new Plan(period, cron, window, plannedAt, next.toEpochMilli(), failures + 1);
    }

    /** Whether the window of the planned time is over. */
    boolean isMissed(Instant now) {
        return !cron.isEmpty()
                && window > 0
                && plannedAt > 0
                && now.isAfter(Instant.ofEpochMilli(plannedAt).plusSeconds(window));
    }
}
