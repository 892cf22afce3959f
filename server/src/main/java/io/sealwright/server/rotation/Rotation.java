package io.sealwright.server.rotation;

import io.sealwright.rotation.RotationHistory;
import io.sealwright.rotation.RotationTimes;
import io.sealwright.rotation.Underway;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rotation of one secret: how it is rotated, and how that goes. Immutable.
 *
 * @param path of the secret below its mount
 * @param underway null while nothing is
 */
public record Rotation(
        String path,
        RotationSettings settings,
        RotationTimes times,
        RotationHistory history,
        @Nullable Underway underway) {

    public Rotation with(RotationSettings changed) {
        return new Rotation(path, changed, times, history, underway);
    }

    public Rotation with(RotationTimes changed) {
        return new Rotation(path, settings, changed, history, underway);
    }

    Rotation with(RotationHistory changed) {
        return new Rotation(path, settings, times, changed, underway);
    }

    Rotation with(Underway changed) {
        return new Rotation(path, settings, times, history, changed);
    }

    Rotation ended(RotationHistory how, RotationTimes next) {
        return new Rotation(path, settings, next, how, null);
    }

    /** Begins at once. */
    public Rotation begun(Underway first, Instant now) {
        return new Rotation(path, settings, times.askedFor(now), history, first);
    }

    /** Turned off; with {@code cut}, what is under way ends where it is. */
    public Rotation cancelled(boolean cut) {
        RotationSettings off = settings.disabled(true);
        return cut || underway == null
                ? new Rotation(path, off, RotationTimes.scheduled(0), history, null)
                : with(off);
    }

    /** {@code idle}, {@code rotating}, {@code undoing}, {@code rolled_back} or {@code failed}. */
    public String state() {
        if (underway != null) {
            return underway.undoing() ? "undoing" : "rotating";
        }
        return switch (history.outcome()) {
            case RotationHistory.ROLLED_BACK, RotationHistory.FAILED -> history.outcome();
            default -> "idle";
        };
    }

    @Override
    public String toString() {
        return "Rotation[" + state() + "]";
    }
}
