package io.sealwright.rotation;

import java.time.Instant;

/**
 * What became of a secret's rotations so far. Times are epoch milliseconds, 0 for never. Immutable.
 *
 * @param outcome of the last one that ended: empty, {@value #SUCCEEDED}, {@value #ROLLED_BACK} or
 *     {@value #FAILED}
 * @param error of the last one that did not succeed; holds no secret
 * @param failures in a row
 * @param ended how many have ended
 * @param rolledBack number of the destroyed version that the last undone rotation left; 0 for none
 */
public record RotationHistory(
        String outcome,
        long succeededAt,
        long endedAt,
        String error,
        long errorAt,
        int failures,
        long ended,
        long rolledBack) {
    public static final String SUCCEEDED = "succeeded";

    /** The target was put back, and that was verified; or it was never touched. */
    public static final String ROLLED_BACK = "rolled_back";

    /** It ended before there was a pending version, or can neither finish nor be undone. */
    public static final String FAILED = "failed";

    public static final RotationHistory NONE = new RotationHistory("", 0, 0, "", 0, 0, 0, 0);

    public RotationHistory succeeded(Instant now) {
        long at = now.toEpochMilli();
        return new RotationHistory(SUCCEEDED, at, at, error, errorAt, 0, ended + 1, rolledBack);
    }

    /**
     * @param version that was destroyed; 0 if none was
     */
    public RotationHistory unsuccessful(String how, String why, long version, Instant now) {
        long at = now.toEpochMilli();
        return new RotationHistory(
                how,
                succeededAt,
                at,
                why,
                at,
                failures + 1,
                ended + 1,
                version == 0 ? rolledBack : version);
    }

    /** An undo or a part of it failed, and will be tried again. */
    public RotationHistory troubled(String why, Instant now) {
        return new RotationHistory(
                outcome,
                succeededAt,
                endedAt,
                why,
                now.toEpochMilli(),
                failures,
                ended,
                rolledBack);
    }
}
