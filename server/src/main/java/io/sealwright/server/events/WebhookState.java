package io.sealwright.server.events;

import java.time.Duration;
import java.time.Instant;

/**
 * How far a webhook has come; rewritten with every request to it. Times are epoch milliseconds, 0
 * for never. Immutable.
 *
 * @param uid of this webhook, not of a later one of its name
 * @param told number of the last event that was taken, is not for it, or was given up
 * @param failures in a row
 * @param next not before this time
 * @param delivered events that it took
 * @param dropped events that were given up
 * @param gaps how often events were deleted before they could be told
 */
record WebhookState(
        String uid,
        long told,
        int failures,
        long next,
        long delivered,
        long dropped,
        long gaps,
        long lastSuccess,
        String lastError,
        long lastErrorTime) {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final int MOST_DOUBLED = 9;

    static WebhookState started(String uid, long from) {
        return new WebhookState(uid, from, 0, 0, 0, 0, 0, 0, "", 0);
    }

    boolean waits(Instant now) {
        return next > now.toEpochMilli();
    }

    /** All but these components stay. */
    private WebhookState with(long number, int failed, long later) {
        return new WebhookState(
                uid,
                Math.max(told, number),
                failed,
                later,
                delivered,
                dropped,
                gaps,
                lastSuccess,
                lastError,
                lastErrorTime);
    }

    private WebhookState counted(long more, long given, long gap) {
        return new WebhookState(
                uid,
                told,
                failures,
                next,
                delivered + more,
                dropped + given,
                gaps + gap,
                lastSuccess,
                lastError,
                lastErrorTime);
    }

    private WebhookState at(long success, String error, long errorTime) {
        return new WebhookState(
                uid, told, failures, next, delivered, dropped, gaps, success, error, errorTime);
    }

    /**
     * @param gap whether it was told that events are missing
     */
    WebhookState delivered(long upTo, int events, boolean gap, Instant now) {
        return with(upTo, 0, 0)
                .counted(events, 0, gap ? 1 : 0)
                .at(now.toEpochMilli(), lastError, lastErrorTime);
    }

    /** Nothing in between is for it. */
    WebhookState skipped(long upTo) {
        return with(upTo, failures, next);
    }

    WebhookState failed(String error, Instant now) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MOST_DOUBLED));
        Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        return with(told, failures + 1, now.plus(bounded).toEpochMilli())
                .at(lastSuccess, error, now.toEpochMilli());
    }

    WebhookState gaveUp(long upTo, int events, String error, Instant now) {
        return with(upTo, 0, 0).counted(0, events, 0).at(lastSuccess, error, now.toEpochMilli());
    }

    /** It is tried again at once, since its settings have changed. */
    WebhookState changed() {
        return with(told, 0, 0);
    }
}
