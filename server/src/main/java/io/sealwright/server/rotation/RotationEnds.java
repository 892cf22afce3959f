package io.sealwright.server.rotation;

import io.sealwright.rotation.RotationHistory;
import io.sealwright.rotation.RotationTimes;
import io.sealwright.rotation.Underway;
import io.sealwright.server.spi.Event;
import io.sealwright.server.spi.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** How rotations end, and when the next attempt is. Thread-safe. */
final class RotationEnds {
    private static final String MISSED = "missed";

    private final RotatedSecrets secrets;
    private final SecretNames names;
    private final Events events;

    RotationEnds(RotatedSecrets secrets, SecretNames names, Events events) {
        this.secrets = secrets;
        this.names = names;
        this.events = events;
    }

    /** Tried again and again, ever more seldom: the target may have a value that nobody gets. */
    static Move postpone(RotationCase known, String why) {
        Instant next =
                known.now()
                        .plus(
                                RotationTimes.delay(
                                        Duration.ofSeconds(known.settings().retryDelaySeconds()),
                                        Math.max(1, known.underway().undos())));
        Rotation stored = known.stored();
        known.save(
                stored.with(known.underway())
                        .with(stored.history().troubled(why, known.now()))
                        .with(stored.times().lookedAt(next)));
        return new Move.Rest(Optional.of(next), null, true);
    }

    /** Whether its window is over. */
    static boolean missed(RotationCase begun) {
        RotationTimes times = begun.stored().times();
        long window = begun.settings().schedule().openSeconds();
        return !times.asked()
                && window > 0
                && begun.now().toEpochMilli() > times.due() + window * 1_000;
    }

    /** Leaves it for its next time. */
    Move skip(RotationCase begun) {
        String why = "its window was over before it could begin";
        Rotation stored = begun.stored();
        RotationTimes times = scheduled(begun);
        begun.save(stored.ended(stored.history().troubled(why, begun.now()), times));
        tell(begun, MISSED, why);
        return new Move.Rest(at(times.next()), ending(begun, MISSED, why), true);
    }

    /** Writes down the outcome, destroys what was pending, and finds the next time. */
    Move end(RotationCase known, String outcome, String error) {
        Underway underway = known.underway();
        RotationHistory history = known.stored().history();
        boolean succeeded = outcome.equals(RotationHistory.SUCCEEDED);
        if (!succeeded && underway.pending() != 0) {
            secrets.destroyPending(
                    known.transaction(), known.place(), underway.pending(), known.now());
        }
        RotationTimes times = succeeded ? scheduled(known) : afterFailure(known);
        known.save(
                known.stored()
                        .ended(
                                succeeded
                                        ? history.succeeded(known.now())
                                        : history.unsuccessful(
                                                outcome, error, underway.pending(), known.now()),
                                times));
        tell(known, outcome, error);
        return new Move.Rest(at(times.next()), ending(known, outcome, error), !succeeded);
    }

    /** The attempt of a rotation function has failed: it is all done again, with the same token. */
    Move again(RotationCase known, String why) {
        Rotation stored = known.stored();
        Instant next =
                known.now()
                        .plus(
                                RotationTimes.delay(
                                        Duration.ofSeconds(known.settings().retryDelaySeconds()),
                                        stored.times().attempt() + 1));
        RotationHistory history =
                stored.history().unsuccessful(RotationHistory.FAILED, why, 0, known.now());
        known.save(
                stored.with(known.underway().fromStart())
                        .with(history)
                        .with(stored.times().again(next)));
        tell(known, RotationHistory.FAILED, why);
        return new Move.Rest(Optional.of(next), ending(known, RotationHistory.FAILED, why), true);
    }

    /** What was tried was no rotation: nothing of it stays but what was wrong. */
    Move tried(RotationCase known, String error) {
        Rotation stored = known.stored();
        secrets.removePending(
                known.transaction(), known.place(), known.underway().pending(), known.now());
        RotationTimes times = scheduled(known);
        RotationHistory history =
                error.isEmpty()
                        ? stored.history()
                        : stored.history().troubled("test: " + error, known.now());
        known.save(stored.ended(history, times));
        return new Move.Rest(at(times.next()), null, false);
    }

    private void tell(RotationCase known, String outcome, String error) {
        String dataPath = secrets.dataPath(known.place());
        boolean succeeded = outcome.equals(RotationHistory.SUCCEEDED);
        events.tell(
                known.transaction(),
                new Event(
                        succeeded ? "secret/rotated" : "secret/rotation-failed",
                        known.place().namespace(),
                        known.place().space(),
                        dataPath,
                        dataPath,
                        known.now(),
                        Map.of(
                                "rotator",
                                known.settings().rotator(),
                                "outcome",
                                outcome,
                                "error",
                                error,
                                "version",
                                Long.toString(known.underway().pending()))));
    }

    private Move.Ending ending(RotationCase known, String outcome, String error) {
        Underway underway = known.underway();
        return new Move.Ending(
                names.of(known.transaction(), known.place()),
                known.settings().rotator(),
                underway.token(),
                underway.pending(),
                outcome,
                error,
                known.now().toEpochMilli() - underway.startedAt());
    }

    private static RotationTimes scheduled(RotationCase known) {
        return known.settings().next(known.now(), known.place().uid());
    }

    private static RotationTimes afterFailure(RotationCase known) {
        RotationTimes times = known.stored().times();
        RotationSettings settings = known.settings();
        if (times.attempt() >= settings.retries()) {
            return scheduled(known);
        }
        Instant again =
                known.now()
                        .plus(
                                RotationTimes.delay(
                                        Duration.ofSeconds(settings.retryDelaySeconds()),
                                        times.attempt() + 1));
        long window = settings.schedule().openSeconds();
        boolean outside =
                !times.asked() && window > 0 && again.toEpochMilli() > times.due() + window * 1_000;
        return outside ? scheduled(known) : times.again(again);
    }

    static Optional<Instant> at(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
