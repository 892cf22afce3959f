package io.sealwright.server.rotation;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a secret is rotated. A function of the time it is asked at and of the secret alone, so that
 * every node finds the same. Immutable.
 *
 * @param periodSeconds from one rotation to the next; 0 if {@code cron} says it, or nothing does
 * @param cron see {@link Cron}; empty if there is a period, or none of both
 * @param zone of {@code cron}'s times, as in {@code Europe/Berlin}: see {@link Cron}
 * @param windowSeconds how long after its time a rotation may begin; one that missed it waits for
 *     the next time. 0 for always
 * @param jitterSeconds up to how much later than its time it begins; the same for the same secret
 *     and time
 */
public record Schedule(
        long periodSeconds, String cron, String zone, long windowSeconds, long jitterSeconds) {
    public static final Schedule NONE = new Schedule(0, "", "UTC", 0, 0);

    private static final long MAX_PERIOD_SECONDS = 10L * 366 * 86_400;

    /**
     * @throws IllegalArgumentException with what is wrong
     */
    public void check() {
        if (periodSeconds != 0 && !cron.isEmpty()) {
            throw new IllegalArgumentException("period and cron cannot be set both");
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
     * @throws IllegalArgumentException if {@code cron} or {@code zone} cannot be read
     */
    @Nullable Instant next(Instant after, byte[] uid) {
        if (periodSeconds == 0 && cron.isEmpty()) {
            return null;
        }
        Instant time =
                periodSeconds > 0
                        ? after.plusSeconds(periodSeconds)
                        : Cron.of(cron, zone).next(after);
        return jitterSeconds == 0 ? time : time.plusSeconds(jitter(time, uid));
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
