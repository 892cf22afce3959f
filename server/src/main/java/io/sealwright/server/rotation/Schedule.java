package io.sealwright.server.rotation;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a secret is rotated. A function of the time it is asked at and of the secret alone, so that
 * every node finds the same. Immutable.
 *
 * @param periodSeconds from one rotation to the next; 0 if another one says it, or nothing does
 * @param cron see {@link Cron}; empty if another one says it, or nothing does
 * @param zone of {@code cron}'s times, as in {@code Europe/Berlin}: see {@link Cron}
 * @param windowSeconds how long after its time a rotation may begin; one that missed it waits for
 *     the next time. 0 for always, and for what is usual of {@code expression}
 * @param jitterSeconds up to how much later than its time it begins; the same for the same secret
 *     and time
 * @param expression see {@link AwsSchedule}; empty if another one says it, or nothing does
 */
public record Schedule(
        long periodSeconds,
        String cron,
        String zone,
        long windowSeconds,
        long jitterSeconds,
        @Nullable String expression) {
    public static final Schedule NONE = new Schedule(0, "", "UTC", 0, 0);

    private static final long MAX_PERIOD_SECONDS = 10L * 366 * 86_400;

    public Schedule {
        // Absent in what earlier versions have stored.
        expression = expression == null ? "" : expression;
    }

    /** Without an expression. */
    public Schedule(
            long periodSeconds, String cron, String zone, long windowSeconds, long jitterSeconds) {
        this(periodSeconds, cron, zone, windowSeconds, jitterSeconds, "");
    }

    @Override
    public String expression() {
        return expression == null ? "" : expression;
    }

    /** The same times, which a rotation may miss by so much. */
    public Schedule withWindow(long seconds) {
        return new Schedule(periodSeconds, cron, zone, seconds, jitterSeconds, expression());
    }

    /** How long after its time a rotation may begin, in seconds; 0 for always. */
    public long openSeconds() {
        return windowSeconds > 0 || expression().isEmpty()
                ? windowSeconds
                : AwsSchedule.parse(expression()).usualHours() * 3_600L;
    }

    /**
     * @throws IllegalArgumentException with what is wrong
     */
    public void check() {
        if (periodSeconds != 0 && !cron.isEmpty()) {
            throw new IllegalArgumentException("period and cron cannot be set both");
        }
        if (!expression().isEmpty()) {
            requireExpression();
        }
        if (periodSeconds < 0 || periodSeconds > MAX_PERIOD_SECONDS) {
            throw new IllegalArgumentException("period must be 1s to 10 years");
        }
        if (!cron.isEmpty()) {
            requireCron();
        }
        if (windowSeconds < 0 || windowSeconds > MAX_PERIOD_SECONDS) {
            throw new IllegalArgumentException("window must be 0 to 10 years");
        }
        if (jitterSeconds < 0 || windowSeconds != 0 && jitterSeconds > windowSeconds) {
            throw new IllegalArgumentException("jitter must not be longer than the window");
        }
        if (periodSeconds != 0 && jitterSeconds > periodSeconds) {
            throw new IllegalArgumentException("jitter must not be longer than the period");
        }
    }

    private void requireExpression() {
        if (periodSeconds != 0 || !cron.isEmpty()) {
            throw new IllegalArgumentException(
                    "schedule_expression cannot be set with period or cron");
        }
        long most;
        try {
            most = AwsSchedule.parse(expression()).mostHours() * 3_600L;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("schedule_expression: " + e.getMessage());
        }
        if (windowSeconds > most) {
            throw new IllegalArgumentException(
                    "the window must end before the next one begins, and before the day ends in"
                            + " UTC");
        }
    }

    private void requireCron() {
        try {
            Cron _ = Cron.of(cron, zone);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cron: " + e.getMessage());
        }
    }

    /** Epoch milliseconds of the next time after this one; 0 if there is none. */
    public long nextMillis(Instant after, byte[] uid) {
        Instant next = next(after, uid);
        return next == null ? 0 : next.toEpochMilli();
    }

    /**
     * @throws IllegalArgumentException if it does not pass {@link #check}
     */
    @Nullable Instant next(Instant after, byte[] uid) {
        Instant time = time(after);
        return time == null || jitterSeconds == 0 ? time : time.plusSeconds(jitter(time, uid));
    }

    private @Nullable Instant time(Instant after) {
        if (!expression().isEmpty()) {
            return AwsSchedule.parse(expression()).next(after);
        }
        if (periodSeconds > 0) {
            return after.plusSeconds(periodSeconds);
        }
        return cron.isEmpty() ? null : Cron.of(cron, zone).next(after);
    }

    /** FNV-1a: spread, and the same on every node. */
    private long jitter(Instant time, byte[] uid) {
        byte[] from =
                ByteBuffer.allocate(Long.BYTES + uid.length)
                        .putLong(time.getEpochSecond())
                        .put(uid)
                        .array();
        long hash = 0xcbf29ce484222325L;
        for (byte b : from) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return Long.remainderUnsigned(hash ^ hash >>> 32, jitterSeconds + 1);
    }
}
