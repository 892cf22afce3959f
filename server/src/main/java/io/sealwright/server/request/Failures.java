package io.sealwright.server.request;

import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.barrier.ConflictException;
import io.sealwright.storage.barrier.SealedException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Turns what stopped a request into the failure its caller hears of. */
@Component
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    static final Duration SOON = Duration.ofSeconds(1);

    Failure of(Request request, Throwable cause) {
        return switch (cause) {
            case RequestFailure refused -> refused.failure();
            case SealedException _ -> new Failure.Sealed();
            case ConflictException conflict ->
                    new Failure.Unavailable(String.valueOf(conflict.getMessage()), SOON);
            case StoreException stopped -> store(stopped);
            case AuditRefused _ -> new Failure.Unavailable(AuditRefused.MESSAGE, SOON);
            default -> bug(request, cause);
        };
    }

    private static Failure store(StoreException stopped) {
        return switch (stopped) {
            case StoreException.Unavailable unavailable ->
                    new Failure.Unavailable(String.valueOf(unavailable.getMessage()), SOON);
            case StoreException.OutcomeUnknown _ ->
                    new Failure.OutcomeUnknown(
                            "the write was not confirmed in time: it may or may not have happened; read before trying again");
            case StoreException.DiskFailed _ ->
                    new Failure.Unavailable(
                            "the data disk of this node is full or failing; nothing was written",
                            SOON);
            case StoreException.TooLarge tooLarge ->
                    new Failure.TooLarge(String.valueOf(tooLarge.getMessage()));
        };
    }

    private static Failure bug(Request request, Throwable cause) {
        // The message of an unexpected exception may quote data: only its type and place are
        // logged.
        StackTraceElement[] trace = cause.getStackTrace();
        LOG.error(
                "request {} failed: {} at {}",
                request.id(),
                cause.getClass().getName(),
                trace.length == 0 ? "?" : trace[0]);
        LOG.debug("request {}", request.id(), cause);
        return new Failure.Internal(
                "internal error; the log of this node names request " + request.id());
    }
}
