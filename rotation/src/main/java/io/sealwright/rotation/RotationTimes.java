package io.sealwright.rotation;

import java.time.Duration;
import java.time.Instant;

/**
 * When a secret is rotated next. Times are epoch milliseconds, 0 for never. Immutable.
 *
 * @param due when the schedule wants, or wanted, it
 * @param next when it is looked at: {@code due}, or later for another attempt
 * @param asked somebody asked for it: the schedule's window does not matter
 * @param attempt how often it was tried since it was due
 */
public record RotationTimes(long due, long next, boolean asked, int attempt) {
    /** Longest time between two attempts. */
    public static final Duration LONGEST_DELAY = Duration.ofHours(1);

    /**
     * @param at epoch milliseconds, 0 for never
     */
    public static RotationTimes scheduled(long at) {
        return new RotationTimes(at, at, false, 0);
    }

    public RotationTimes askedFor(Instant now) {
        return new RotationTimes(due, now.toEpochMilli(), true, 0);
    }

    /** After an attempt that failed. */
    public RotationTimes again(Instant at) {
        return new RotationTimes(due, at.toEpochMilli(), asked, attempt + 1);
    }

    public RotationTimes lookedAt(Instant at) {
        return new RotationTimes(due, at.toEpochMilli(), asked, attempt);
    }

    /** Doubled with every failure, and bounded. */
    public static Duration delay(Duration first, int failures) {
        Duration delay = first;
        for (int i = 1; i < failures && delay.compareTo(LONGEST_DELAY) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
    }
}
