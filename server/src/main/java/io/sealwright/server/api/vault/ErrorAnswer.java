package io.sealwright.server.api.vault;

import io.sealwright.server.spi.Failure;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A failure as Vault's clients know it.
 *
 * @param retryAfter seconds for {@code Retry-After}; 0 = none
 * @param data an envelope's data, instead of errors where there are none; null for errors alone
 */
record ErrorAnswer(int status, List<String> errors, long retryAfter, @Nullable ObjectNode data) {
    private ErrorAnswer(int status, String message) {
        this(status, List.of(message), 0, null);
    }

    static ErrorAnswer of(Failure failure) {
        return switch (failure) {
            case Failure.PermissionDenied denied -> new ErrorAnswer(403, denied.message());
            case Failure.NotFound missing ->
                    new ErrorAnswer(404, missing.errors(), 0, missing.data());
            case Failure.Gone gone -> new ErrorAnswer(410, List.of(gone.message()), 0, gone.data());
            case Failure.InvalidRequest invalid -> new ErrorAnswer(400, invalid.errors(), 0, null);
            case Failure.Named named -> new ErrorAnswer(400, named.message());
            case Failure.UnsupportedOperation _ ->
                    new ErrorAnswer(405, "1 error occurred:\n\t* unsupported operation\n\n");
            case Failure.UnsupportedMediaType type -> new ErrorAnswer(415, type.message());
            case Failure.TooLarge large -> new ErrorAnswer(413, large.message());
            case Failure.Sealed _ -> new ErrorAnswer(503, "Vault is sealed");
            case Failure.NotInitialised _ -> new ErrorAnswer(400, "Vault is not initialized");
            case Failure.RateLimited limited -> later(429, limited.message(), limited.retryAfter());
            case Failure.Unavailable unavailable ->
                    later(503, unavailable.message(), unavailable.retryAfter());
            // Not 503: a client that tries again blindly might write twice. No Retry-After for the
            // same reason.
            case Failure.OutcomeUnknown unknown -> new ErrorAnswer(504, unknown.message());
            case Failure.Internal internal -> new ErrorAnswer(500, internal.message());
        };
    }

    private static ErrorAnswer later(int status, String message, Duration after) {
        return new ErrorAnswer(status, List.of(message), Math.max(1, after.toSeconds()), null);
    }
}
