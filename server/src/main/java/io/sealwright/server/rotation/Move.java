package io.sealwright.server.rotation;

import io.sealwright.rotation.Underway;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to be done with a rotation next, once what led to it is committed. */
sealed interface Move {
    Rest NOTHING = new Rest(Optional.empty(), null, false);

    /** A step outside of the store. */
    record Act(RotatorDefinition rotator, Named secret, Underway underway, StepRequest request)
            implements Move {
        @Override
        public String toString() {
            return "Act[" + underway.step() + "]";
        }
    }

    /**
     * Nothing now.
     *
     * @param next when to look again; empty for never
     * @param ending of the rotation that has just ended; null if none has
     * @param late it is due, and not done
     */
    record Rest(Optional<Instant> next, @Nullable Ending ending, boolean late) implements Move {}

    /**
     * Where a secret is for those who ask for it.
     *
     * @param namespacePath with a slash behind each name; empty for the root
     * @param path with the mount's
     */
    record Named(String namespacePath, String path) {
        String secretId() {
            return namespacePath + path;
        }
    }

    /**
     * The end of a rotation.
     *
     * @param token empty if it had none yet
     * @param version that was, or would have been, the new one; 0 if there was none yet
     * @param error empty if it succeeded
     * @param millis that it took
     */
    record Ending(
            Named secret,
            String rotator,
            String token,
            long version,
            String outcome,
            String error,
            long millis) {}
}
