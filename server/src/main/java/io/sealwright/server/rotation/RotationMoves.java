package io.sealwright.server.rotation;

import io.sealwright.crypto.RandomTokens;
import io.sealwright.rotation.RotationHistory;
import io.sealwright.rotation.RotationStep;
import io.sealwright.rotation.RotationTimes;
import io.sealwright.rotation.Underway;
import io.sealwright.server.spi.Events;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Decides, in one transaction each, what a rotation does next, and writes that down before it is
 * done. Thread-safe.
 */
final class RotationMoves {
    static final String SUPERSEDED =
            "the secret was written or deleted while it was rotated: that holds";
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UNCHANGED = "{}".getBytes(StandardCharsets.US_ASCII);
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final RotatedSecrets secrets;
    private final SecretNames names;
    private final SecureRandom random;
    private final RotationEnds ends;
    private final FunctionMoves functions;

    RotationMoves(RotatedSecrets secrets, SecretNames names, SecureRandom random, Events events) {
        this.secrets = secrets;
        this.names = names;
        this.random = random;
        this.ends = new RotationEnds(secrets, names, events);
        this.functions = new FunctionMoves(secrets, names, ends);
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
            Underway resumed =
                    Rotators.writesItself(transaction, rotation.settings().rotator())
                            ? underway.repeated()
                            : underway.resumed();
            return go(new RotationCase(transaction, place, rotation, resumed, now));
        }
        if (times.next() == 0 || waits) {
            return new Move.Rest(
                    RotationEnds.at(times.next()),
                    null,
                    underway != null || rotation.history().failures() > 0);
        }
        Underway fresh = Underway.started(RandomTokens.uuid(random), 0, now);
        RotationCase begun = new RotationCase(transaction, place, rotation, fresh, now);
        return RotationEnds.missed(begun) ? ends.skip(begun) : go(begun);
    }

    /** What follows a step's outcome. */
    Move after(Transaction transaction, Place place, Move.Act act, StepResult result, Instant now) {
        Rotation rotation = Rotations.find(transaction, place);
        Underway underway = rotation == null ? null : rotation.underway();
        if (rotation == null || underway == null || !underway.equals(act.underway())) {
            // Deleted, and perhaps set anew, while the step ran.
            return begin(transaction, place, now);
        }
        RotationCase known = new RotationCase(transaction, place, rotation, underway, now);
        if (underway.trial()) {
            return ends.tried(known, result.error());
        }
        if (FunctionMoves.goesOn(act.rotator(), underway)) {
            return functions.after(known, act.rotator(), result);
        }
        return switch (result) {
            case StepResult.Done done -> done(known, act, done.changes());
            case StepResult.Failed failed -> failed(known, failed.why());
            case StepResult.Refused refused -> refused(known, refused.why());
        };
    }

    private Move done(RotationCase known, Move.Act act, byte[] changes) {
        return switch (known.underway().step()) {
            case CREATE -> created(known, act, changes);
            case VERIFY -> ends.end(known, RotationHistory.ROLLED_BACK, known.underway().reason());
            case SET, TEST, FINISH, UNDO -> go(known.with(known.underway().done()));
        };
    }

    private Move failed(RotationCase known, String why) {
        Underway underway = known.underway();
        String told = underway.step().word() + ": " + why;
        if (underway.step() == RotationStep.CREATE) {
            return ends.end(known, RotationHistory.FAILED, told);
        }
        Underway next = underway.failed(told);
        return next.undos() > underway.undos()
                ? RotationEnds.postpone(known.with(next), told)
                : go(known.with(next));
    }

    /** Later it may be taken; until then it stays where it is, unless the target is as it was. */
    private static Move postponed(RotationCase known, String told) {
        return RotationEnds.postpone(known.with(known.underway().resumed()), told);
    }

    private Move refused(RotationCase known, String why) {
        String told = known.underway().step().word() + ": " + why;
        return switch (known.underway().step()) {
            case CREATE -> ends.end(known, RotationHistory.FAILED, told);
            case SET -> ends.end(known, RotationHistory.ROLLED_BACK, told);
            case TEST, FINISH, UNDO, VERIFY -> postponed(known, told);
        };
    }

    /** Does what the store alone needs, up to the next step outside of it. */
    private Move go(RotationCase known) {
        RotatedSecrets.Current current =
                secrets.current(known.transaction(), known.place(), known.now());
        if (current == null) {
            Rotations.delete(known.transaction(), known.place());
            return Move.NOTHING;
        }
        Underway underway = known.underway();
        RotatorDefinition rotator = Rotators.find(known.transaction(), known.settings().rotator());
        if (rotator != null && FunctionMoves.goesOn(rotator, underway)) {
            return functions.go(known, rotator);
        }
        if (underway.trial()) {
            return rotator == null
                    ? ends.tried(known, "there is no such rotator in sys/rotators")
                    : act(known, current);
        }
        if (underway.step() == RotationStep.CREATE) {
            return create(known, current);
        }
        // Whoever destroys the old value wants the new one; whoever deletes or writes does not.
        boolean superseded =
                current.number() != underway.base() || !current.readable() && !current.destroyed();
        return switch (underway.step()) {
            case SET ->
                    superseded
                            ? ends.end(known, RotationHistory.ROLLED_BACK, SUPERSEDED)
                            : act(known, current);
            case TEST, FINISH -> superseded ? abandon(known, current) : forward(known, current);
            case CREATE, UNDO, VERIFY -> act(known, current);
        };
    }

    private Move abandon(RotationCase known, RotatedSecrets.Current current) {
        return act(known.with(known.underway().abandoned(SUPERSEDED)), current);
    }

    private Move forward(RotationCase known, RotatedSecrets.Current current) {
        if (known.underway().step() == RotationStep.TEST) {
            return act(known, current);
        }
        long pending = known.underway().pending();
        RotatorDefinition rotator = Rotators.find(known.transaction(), known.settings().rotator());
        if (rotator != null && rotator.type().equals(RotatorDefinition.TLS_SELF_SIGNED)) {
            secrets.expiring(
                    known.transaction(),
                    known.place(),
                    pending,
                    SelfSignedSpec.EXPIRES_AT,
                    known.now());
        }
        secrets.finish(known.transaction(), known.place(), pending, known.now());
        return ends.end(known, RotationHistory.SUCCEEDED, "");
    }

    private Move create(RotationCase known, RotatedSecrets.Current current) {
        String name = known.settings().rotator();
        String refusal = Rotators.refusal(known.transaction(), known.place().namespace(), name);
        byte[] old =
                current.readable()
                        ? secrets.data(known.transaction(), known.place(), current.number())
                        : null;
        if (!refusal.isEmpty() || old == null) {
            return ends.end(
                    known,
                    RotationHistory.FAILED,
                    refusal.isEmpty()
                            ? "create: the secret has no current version that can be read"
                            : "create: " + refusal);
        }
        try {
            RotatorDefinition rotator = Rotators.find(known.transaction(), name);
            boolean own = rotator != null && rotator.makesKeys();
            byte[] pending = secrets.merged(old, own ? UNCHANGED.clone() : generated(known));
            return create(known, current.number(), old, pending);
        } catch (RotationException e) {
            return ends.end(known, RotationHistory.FAILED, "create: " + e.reason());
        } catch (IllegalArgumentException e) {
            return ends.end(known, RotationHistory.FAILED, "create: " + e.getMessage());
        }
    }

    private byte[] generated(RotationCase known) {
        RotationSettings settings = known.settings();
        String value =
                settings.generator().make(known.transaction(), known.place().namespace(), random);
        return MAPPER.writeValueAsBytes(
                JsonNodeFactory.instance.objectNode().put(settings.field(), value));
    }

    private Move create(RotationCase known, long base, byte[] old, byte[] pending) {
        Underway underway = Underway.started(known.underway().token(), base, known.now());
        RotationCase begun = known.with(underway);
        RotatorDefinition rotator = Rotators.find(known.transaction(), known.settings().rotator());
        if (rotator == null) {
            // The built-in one: there is no target.
            long number = addPending(begun, pending);
            secrets.finish(known.transaction(), known.place(), number, known.now());
            return ends.end(begun.with(underway.created(number)), RotationHistory.SUCCEEDED, "");
        }
        if (!rotator.creates()) {
            return go(begun.with(underway.created(addPending(begun, pending))));
        }
        return write(begun, rotator, old, pending);
    }

    private Move created(RotationCase known, Move.Act act, byte[] changes) {
        try {
            byte[] pending =
                    changes.length == 0
                            ? act.request().pending()
                            : secrets.merged(act.request().pending(), changes);
            long number = addPending(known, pending);
            return go(known.with(known.underway().created(number)));
        } catch (IllegalArgumentException e) {
            return ends.end(known, RotationHistory.FAILED, "create: " + e.getMessage());
        }
    }

    private long addPending(RotationCase known, byte[] data) {
        return secrets.addPending(
                known.transaction(),
                known.place(),
                known.underway().token(),
                data,
                known.stored().history().rolledBack(),
                known.now());
    }

    /** The step that is to be done outside, with what it needs. */
    private Move act(RotationCase known, RotatedSecrets.Current current) {
        Underway underway = known.underway();
        byte[] old = secrets.data(known.transaction(), known.place(), current.number());
        byte[] pending = secrets.data(known.transaction(), known.place(), underway.pending());
        if (pending == null || old == null && underway.undoing()) {
            return ends.end(
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
                    ? ends.end(known, RotationHistory.ROLLED_BACK, "set: " + why)
                    : RotationEnds.postpone(known, underway.step().word() + ": " + why);
        }
        return write(known, rotator, old == null ? NULL.clone() : old, pending);
    }

    private Move write(RotationCase known, RotatorDefinition rotator, byte[] old, byte[] pending) {
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
}
