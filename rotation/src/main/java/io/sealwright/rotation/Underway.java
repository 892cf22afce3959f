package io.sealwright.rotation;

import java.time.Instant;

/**
 * A rotation that has begun and not ended, as it is stored before and after each step. Immutable.
 *
 * @param token names this rotation to its target; the pending version's id
 * @param step that is to be done next, or that was begun
 * @param begun the step may have had effects, and what came of it is not recorded
 * @param doubt the end of the {@link RotationStep#SET} step was never recorded: the tests tell
 *     which of both values the target has
 * @param pending number of the pending version; 0 before there is one
 * @param base number of the version that was current at the start
 * @param startedAt epoch milliseconds
 * @param undos how often undoing has failed
 * @param reason why it is being undone; empty while it goes forward
 * @param trial nothing is rotated: the {@link RotationStep#TEST} step alone is tried, with a
 *     pending version that has the value of the current one
 */
public record Underway(
        String token,
        RotationStep step,
        boolean begun,
        boolean doubt,
        long pending,
        long base,
        long startedAt,
        int undos,
        String reason,
        boolean trial) {

    public static Underway started(String token, long base, Instant now) {
        return new Underway(
                token,
                RotationStep.CREATE,
                false,
                false,
                0,
                base,
                now.toEpochMilli(),
                0,
                "",
                false);
    }

    /**
     * Tries the test step alone.
     *
     * @param pending number of a version with the value of the current one, {@code base}
     */
    public static Underway trial(String token, long pending, long base, Instant now) {
        return new Underway(
                token,
                RotationStep.TEST,
                false,
                false,
                pending,
                base,
                now.toEpochMilli(),
                0,
                "",
                true);
    }

    /** The pending version is written. */
    public Underway created(long number) {
        return new Underway(
                token,
                RotationStep.SET,
                false,
                false,
                number,
                base,
                startedAt,
                undos,
                reason,
                trial);
    }

    /** What is written before a step's effect. */
    public Underway begin() {
        return at(step, true, doubt, undos, reason);
    }

    /**
     * What whoever finds it goes on from. A {@link RotationStep#SET} that was begun is not begun
     * again; every other step can be.
     */
    public Underway resumed() {
        if (!begun) {
            return this;
        }
        return step == RotationStep.SET
                ? at(RotationStep.TEST, false, true, undos, reason)
                : at(step, false, doubt, undos, reason);
    }

    /**
     * As {@link #resumed}, where whoever does the steps takes each of them again: a rotation
     * function of AWS's kind.
     */
    public Underway repeated() {
        return at(step, false, false, undos, reason);
    }

    /** From the first step on, with the same token: what such a function makes of a failure. */
    public Underway fromStart() {
        return at(RotationStep.CREATE, false, false, undos, reason);
    }

    /**
     * After a step that succeeded.
     *
     * @throws IllegalStateException if that ends the rotation, or is {@link #created}
     */
    public Underway done() {
        return switch (step) {
            case SET -> at(RotationStep.TEST, false, false, undos, reason);
            case TEST -> at(RotationStep.FINISH, false, false, undos, reason);
            case UNDO -> at(RotationStep.VERIFY, false, false, undos, reason);
            case CREATE, FINISH, VERIFY ->
                    throw new IllegalStateException("nothing follows " + step + " here");
        };
    }

    /**
     * After a step that failed.
     *
     * @throws IllegalStateException if that ends the rotation
     */
    public Underway failed(String why) {
        return switch (step) {
            case SET -> at(RotationStep.UNDO, false, false, undos, why);
            // The old value may still be there.
            case TEST ->
                    at(doubt ? RotationStep.VERIFY : RotationStep.UNDO, false, doubt, undos, why);
            case UNDO -> at(RotationStep.UNDO, false, false, undos + 1, reason);
            case VERIFY -> at(RotationStep.UNDO, false, false, doubt ? undos : undos + 1, reason);
            case CREATE, FINISH -> throw new IllegalStateException(step + " has nothing to undo");
        };
    }

    /** The target may have the new value, and is to get back the one that readers get. */
    public Underway abandoned(String why) {
        return at(RotationStep.UNDO, false, false, undos, why);
    }

    /** Whether it goes back, not forward. */
    public boolean undoing() {
        return step == RotationStep.UNDO || step == RotationStep.VERIFY;
    }

    private Underway at(
            RotationStep next, boolean nowBegun, boolean inDoubt, int failedUndos, String why) {
        return new Underway(
                token, next, nowBegun, inDoubt, pending, base, startedAt, failedUndos, why, trial);
    }
}
