package io.sealwright.server.snapshots;

/**
 * What became of a schedule; times are epoch milliseconds, 0 = never.
 *
 * @param start when the attempt that runs now began; 0 if none runs
 * @param url where it is being written to
 * @param next when the next one is due
 */
record ScheduleStatus(
        long start,
        String url,
        long lastStart,
        long lastEnd,
        String lastError,
        String lastUrl,
        long consecutiveErrors,
        long next) {
    static final ScheduleStatus NONE = new ScheduleStatus(0, "", 0, 0, "", "", 0, 0);

    private static final long RETRY_MILLIS = 60_000;

    ScheduleStatus begun(long now, String target) {
        return new ScheduleStatus(
                now, target, lastStart, lastEnd, lastError, lastUrl, consecutiveErrors, next);
    }

    ScheduleStatus succeeded(long now, long intervalMillis) {
        return new ScheduleStatus(0, "", start, now, "", url, 0, start + intervalMillis);
    }

    /** Tried again after a minute, or after the interval if that is shorter. */
    ScheduleStatus failed(long now, long intervalMillis, String error) {
        return new ScheduleStatus(
                0,
                "",
                start,
                now,
                error,
                lastUrl,
                consecutiveErrors + 1,
                now + Math.min(intervalMillis, RETRY_MILLIS));
    }

    /** At once, whatever was planned. */
    ScheduleStatus due() {
        return new ScheduleStatus(
                start, url, lastStart, lastEnd, lastError, lastUrl, consecutiveErrors, 0);
    }
}
