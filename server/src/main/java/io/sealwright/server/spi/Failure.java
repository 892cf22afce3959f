package io.sealwright.server.spi;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every way in which a request can end without success; each wire API translates all of them in one
 * switch.
 */
public sealed interface Failure {
    record PermissionDenied(String message) implements Failure {}

    /**
     * @param data a whole answer for what is gone but known; null for the plain 404
     */
    record NotFound(List<String> errors, @Nullable ObjectNode data) implements Failure {}

    /**
     * It was there and will not be again.
     *
     * @param data what to go on with
     */
    record Gone(String message, ObjectNode data) implements Failure {}

    record InvalidRequest(List<String> errors) implements Failure {}

    /**
     * An outcome that the request's own API has a name for.
     *
     * @param code such as {@code ResourceNotFoundException}
     */
    record Named(String code, String message) implements Failure {}

    /** The operation does not exist at this path. */
    record UnsupportedOperation() implements Failure {}

    record UnsupportedMediaType(String message) implements Failure {}

    record TooLarge(String message) implements Failure {}

    record Sealed() implements Failure {}

    record NotInitialised() implements Failure {}

    record RateLimited(String message, Duration retryAfter) implements Failure {}

    /**
     * No leader, no quorum, full disk, no audit device, too many conflicts: nothing was written.
     */
    record Unavailable(String message, Duration retryAfter) implements Failure {}

    /** A write whose outcome is not known: it may have happened. */
    record OutcomeUnknown(String message) implements Failure {}

    /** A bug or broken data of ours; the message says nothing of either. */
    record Internal(String message) implements Failure {}
}
