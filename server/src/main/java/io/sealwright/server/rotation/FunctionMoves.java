package io.sealwright.server.rotation;

import io.sealwright.rotation.RotationHistory;
import io.sealwright.rotation.RotationStep;
import io.sealwright.rotation.Underway;

/**
 * What a rotation does next whose rotator is a function of AWS's kind: one that writes the pending
 * version and moves AWSCURRENT to it by the AWS API, itself. It is written to take every step
 * again, so a step whose end is not known is begun again, and after a failure it is all done again
 * from the first step on, with the same token, until it succeeds or is cancelled. Nothing is
 * undone. Thread-safe.
 */
final class FunctionMoves {
    private static final byte[] NO_VALUE = {};

    private final RotatedSecrets secrets;
    private final SecretNames names;
    private final RotationEnds ends;

    FunctionMoves(RotatedSecrets secrets, SecretNames names, RotationEnds ends) {
        this.secrets = secrets;
        this.names = names;
        this.ends = ends;
    }

    /** The step that the rotation is at, to be done outside. */
    Move go(RotationCase known, RotatorDefinition function) {
        String refusal =
                Rotators.refusal(known.transaction(), known.place().namespace(), function.name());
        if (!refusal.isEmpty()) {
            return ends.again(known, told(known.underway(), refusal));
        }
        Underway begun = known.underway().begin();
        known.save(known.stored().with(begun));
        return new Move.Act(
                function,
                names.of(known.transaction(), known.place()),
                begun,
                new StepRequest(
                        begun.step(),
                        known.settings().secretId(known.place().path()),
                        begun.token(),
                        NO_VALUE,
                        NO_VALUE,
                        "{}",
                        secrets.rotationToken(known.place(), begun.token())));
    }

    /** What follows a step's outcome. */
    Move after(RotationCase known, RotatorDefinition function, StepResult result) {
        return result instanceof StepResult.Done
                ? done(known, function)
                : ends.again(known, told(known.underway(), result.error()));
    }

    private static String told(Underway underway, String why) {
        return underway.step().word() + ": " + why;
    }

    private Move done(RotationCase known, RotatorDefinition function) {
        Underway underway = known.underway();
        return switch (underway.step()) {
            case CREATE -> created(known, function);
            case FINISH -> finished(known);
            case SET, TEST -> go(known.with(underway.done()), function);
            case UNDO, VERIFY ->
                    throw new IllegalStateException("a function was told to undo something");
        };
    }

    private Move created(RotationCase known, RotatorDefinition function) {
        Underway underway = known.underway();
        long number =
                secrets.pendingOf(
                        known.transaction(), known.place(), underway.token(), known.now());
        return number == 0
                ? ends.again(
                        known,
                        told(
                                underway,
                                "the function has not put a version with the staging label"
                                        + " AWSPENDING under its ClientRequestToken"))
                : go(known.with(underway.created(number)), function);
    }

    private Move finished(RotationCase known) {
        RotatedSecrets.Current current =
                secrets.current(known.transaction(), known.place(), known.now());
        if (current == null || current.number() != known.underway().pending()) {
            return ends.again(
                    known,
                    told(
                            known.underway(),
                            "the function has not moved AWSCURRENT to the new version"));
        }
        secrets.rotated(known.transaction(), known.place(), known.now());
        return ends.end(known, RotationHistory.SUCCEEDED, "");
    }

    /** Whether a rotation goes on here: one that is being undone is of another kind of rotator. */
    static boolean goesOn(RotatorDefinition rotator, Underway underway) {
        return rotator.writesItself()
                && underway.step() != RotationStep.UNDO
                && underway.step() != RotationStep.VERIFY;
    }
}
