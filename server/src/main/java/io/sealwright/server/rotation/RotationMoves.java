package io.sealwright.server.rotation;

import io.sealwright.crypto.RandomTokens;
import io.sealwright.rotation.RotationHistory;
import io.sealwright.rotation.RotationStep;
import io.sealwright.rotation.RotationTimes;
import io.sealwright.rotation.Underway;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Decides, in one transaction each, what a rotation does next, and writes that down before it is
 * done. Thread-safe.
 */
final class RotationMoves {
    static final String SUPERSEDED =
            "the secret was written or deleted while it was rotated: that holds";
    private static final String MISSED = "missed";
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final RotatedSecrets secrets;
    private final SecretNames names;
    private final SecureRandom random;

    RotationMoves(RotatedSecrets secrets, SecretNames names, SecureRandom random) {
        this.secrets = secrets;
        this.names = names;
        this.random = random;
    }

    /** A rotation in one transaction: as it is stored, and as it is now. */
    private record Case(
            Transaction transaction, Place place, Rotation stored, Underway underway, Instant now) {
        Case with(Underway changed) {
            return new Case(transaction, place, stored, changed, now);
        }

        RotationSettings settings() {
            return stored.settings();
        }

        void save(Rotation changed) {
            Rotations.put(transaction, place, stored, changed);
        }
    }

    /** When its entry in the due index came: goes on, begins, or finds that it is not due. */
    Move begin(Transaction transaction, Place place, Instant now) {
        Rotation rotation = Rotations.find(transaction, place);
        if (rotation == null) {
            return Move.NOTHING;
        }
        RotationTimes times = rotation.times();
        Underway underway = rotation.underway();
        boolean waits = times.next() > now.toEpochMilli();
        if (underway != null && (underway.begun() || !waits)) {
            return go(new Case(transaction, place, rotation, underway.resumed(), now));
        }
        if (times.next() == 0 || waits) {
            return new Move.Rest(
                    at(times.next()), null, underway != null || rotation.history().failures() > 0);
        }
        Underway fresh = Underway.started(RandomTokens.uuid(random), 0, now);
        Case begun = new Case(transaction, place, rotation, fresh, now);
        return missed(begun) ? skip(begun) : go(begun);
    }

    /** What follows a step's outcome. */
    Move after(Transaction transaction, Place place, Move.Act act, StepResult result, Instant now) {
        Rotation rotation = Rotations.find(transaction, place);
        Underway underway = rotation == null ? null : rotation.underway();
        if (rotation == null || underway == null || !underway.equals(act.underway())) {
            // Deleted, and perhaps set anew, while the step ran.
            return begin(transaction, place, now);
        }
        Case known = new Case(transaction, place, rotation, underway, now);
        return switch (result) {
            case StepResult.Done done -> done(known, act, done.changes());
            case StepResult.Failed failed -> failed(known, failed.why());
            case StepResult.Refused refused -> refused(known, refused.why());
        };
    }

    private Move done(Case known, Move.Act act, byte[] changes) {
        return switch (known.underway().step()) {
            case CREATE -> created(known, act, changes);
            case VERIFY -> end(known, RotationHistory.ROLLED_BACK, known.underway().reason());
            case SET, TEST, FINISH, UNDO -> go(known.with(known.underway().done()));
        };
    }

    private Move failed(Case known, String why) {
        Underway underway = known.underway();
        String told = underway.step().word() + ": " + why;
        if (underway.step() == RotationStep.CREATE) {
            return end(known, RotationHistory.FAILED, told);
        }
        Underway next = underway.failed(told);
        return next.undos() > underway.undos()
                ? postpone(known.with(next), told)
                : go(known.with(next));
    }

    /** Later it may be taken; until then it stays where it is, unless the target is as it was. */
    private static Move postponed(Case known, String told) {
        return postpone(known.with(known.underway().resumed()), told);
    }

    private Move refused(Case known, String why) {
        String told = known.underway().step().word() + ": " + why;
        return switch (known.underway().step()) {
            case CREATE -> end(known, RotationHistory.FAILED, told);
            case SET -> end(known, RotationHistory.ROLLED_BACK, told);
            case TEST, FINISH, UNDO, VERIFY -> postponed(known, told);
        };
    }

    /** Does what the store alone needs, up to the next step outside of it. */
    private Move go(Case known) {
        RotatedSecrets.Current current =
                secrets.current(known.transaction(), known.place(), known.now());
        if (current == null) {
            Rotations.delete(known.transaction(), known.place());
            return Move.NOTHING;
        }
        Underway underway = known.underway();
        if (underway.step() == RotationStep.CREATE) {
            return create(known, current);
        }
        // Whoever destroys the old value wants the new one; whoever deletes or writes does not.
        boolean superseded =
                current.number() != underway.base() || !current.readable() && !current.destroyed();
        return switch (underway.step()) {
            case SET ->
                    superseded
                            ? end(known, RotationHistory.ROLLED_BACK, SUPERSEDED)
                            : act(known, current);
            case TEST, FINISH -> superseded ? abandon(known, current) : forward(known, current);
            case CREATE, UNDO, VERIFY -> act(known, current);
        };
    }

    private Move abandon(Case known, RotatedSecrets.Current current) {
        return act(known.with(known.underway().abandoned(SUPERSEDED)), current);
    }

    private Move forward(Case known, RotatedSecrets.Current current) {
        if (known.underway().step() == RotationStep.TEST) {
            return act(known, current);
        }
        secrets.finish(known.transaction(), known.place(), known.underway().pending(), known.now());
        return end(known, RotationHistory.SUCCEEDED, "");
    }

    private Move create(Case known, RotatedSecrets.Current current) {
        String name = known.settings().rotator();
        String refusal = Rotators.refusal(known.transaction(), known.place().namespace(), name);
        byte[] old =
                current.readable()
                        ? secrets.data(known.transaction(), known.place(), current.number())
                        : null;
        if (!refusal.isEmpty() || old == null) {
            return end(
                    known,
                    RotationHistory.FAILED,
                    refusal.isEmpty()
                            ? "create: the secret has no current version that can be read"
                            : "create: " + refusal);
        }
        try {
            byte[] pending = secrets.merged(old, generated(known));
            return create(known, current.number(), old, pending);
        } catch (RotationException e) {
            return end(known, RotationHistory.FAILED, "create: " + e.reason());
        } catch (IllegalArgumentException e) {
            return end(known, RotationHistory.FAILED, "create: " + e.getMessage());
        }
    }

    private byte[] generated(Case known) {
        RotationSettings settings = known.settings();
        String value =
                settings.generator().make(known.transaction(), known.place().namespace(), random);
        return MAPPER.writeValueAsBytes(
                JsonNodeFactory.instance.objectNode().put(settings.field(), value));
    }

    private Move create(Case known, long base, byte[] old, byte[] pending) {
        Underway underway = Underway.started(known.underway().token(), base, known.now());
        Case begun = known.with(underway);
        RotatorDefinition rotator = Rotators.find(known.transaction(), known.settings().rotator());
        if (rotator == null) {
            // The built-in one: there is no target.
            long number = addPending(begun, pending);
            secrets.finish(known.transaction(), known.place(), number, known.now());
            return end(begun.with(underway.created(number)), RotationHistory.SUCCEEDED, "");
        }
        if (!rotator.creates()) {
            return go(begun.with(underway.created(addPending(begun, pending))));
        }
        return write(begun, rotator, old, pending);
    }

    private Move created(Case known, Move.Act act, byte[] changes) {
        try {
            byte[] pending =
                    changes.length == 0
                            ? act.request().pending()
                            : secrets.merged(act.request().pending(), changes);
            long number = addPending(known, pending);
            return go(known.with(known.underway().created(number)));
        } catch (IllegalArgumentException e) {
            return end(known, RotationHistory.FAILED, "create: " + e.getMessage());
        }
    }

    private long addPending(Case known, byte[] data) {
        return secrets.addPending(
                known.transaction(),
                known.place(),
                known.underway().token(),
                data,
                known.stored().history().rolledBack(),
                known.now());
    }

    /** The step that is to be done outside, with what it needs. */
    private Move act(Case known, RotatedSecrets.Current current) {
        Underway underway = known.underway();
        byte[] old = secrets.data(known.transaction(), known.place(), current.number());
        byte[] pending = secrets.data(known.transaction(), known.place(), underway.pending());
        if (pending == null || old == null && underway.undoing()) {
            return end(
                    known,
                    RotationHistory.FAILED,
                    pending == null
                            ? "the pending version is gone; the target may have its value"
                            : "the version to put the target back to was destroyed; it may have the"
                                    + " value of the pending one");
        }
        RotatorDefinition rotator = Rotators.find(known.transaction(), known.settings().rotator());
        if (rotator == null) {
            String why = "there is no such rotator in sys/rotators";
            return underway.step() == RotationStep.SET
                    ? end(known, RotationHistory.ROLLED_BACK, "set: " + why)
                    : postpone(known, underway.step().word() + ": " + why);
        }
        return write(known, rotator, old == null ? NULL.clone() : old, pending);
    }

    private Move write(Case known, RotatorDefinition rotator, byte[] old, byte[] pending) {
        Underway begun = known.underway().begin();
        known.save(known.stored().with(begun));
        Move.Named secret = names.of(known.transaction(), known.place());
        return new Move.Act(
                rotator,
                secret,
                begun,
                new StepRequest(
                        begun.step(),
                        secret.secretId(),
                        begun.token(),
                        old,
                        pending,
                        known.settings().parameters()));
    }

    /** Tried again and again, ever more seldom: the target may have a value that nobody gets. */
    private static Move postpone(Case known, String why) {
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

    private static boolean missed(Case begun) {
        RotationTimes times = begun.stored().times();
        long window = begun.settings().schedule().windowSeconds();
        return !times.asked()
                && window > 0
                && begun.now().toEpochMilli() > times.due() + window * 1_000;
    }

    private Move skip(Case begun) {
        String why = "its window was over before it could begin";
        Rotation stored = begun.stored();
        RotationTimes times = scheduled(begun);
        begun.save(stored.ended(stored.history().troubled(why, begun.now()), times));
        return new Move.Rest(at(times.next()), ending(begun, MISSED, why), true);
    }

    private Move end(Case known, String outcome, String error) {
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
        return new Move.Rest(at(times.next()), ending(known, outcome, error), !succeeded);
    }

    private Move.Ending ending(Case known, String outcome, String error) {
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

    private static RotationTimes scheduled(Case known) {
        return RotationTimes.scheduled(
                known.settings().schedule().nextMillis(known.now(), known.place().uid()));
    }

    private static RotationTimes afterFailure(Case known) {
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
        long window = settings.schedule().windowSeconds();
        boolean outside =
                !times.asked() && window > 0 && again.toEpochMilli() > times.due() + window * 1_000;
        return outside ? scheduled(known) : times.again(again);
    }

    private static Optional<Instant> at(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
