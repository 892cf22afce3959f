package io.sealwright.server.api.gcp;

import io.sealwright.server.gcp.GcpMethod;
import io.sealwright.server.gcp.GcpStatus;
import io.sealwright.server.spi.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/**
 * A failure as clients of Google's APIs know it.
 *
 * @param details messages of {@code google.rpc} as JSON with their {@code @type}; null for none
 */
public record GcpError(GcpStatus status, String message, @Nullable ArrayNode details) {
    private static final String UNKNOWN_RESOURCE =
            "The project leads to no mount that this token can reach.";

    GcpError(GcpStatus status, String message) {
        this(status, message, null);
    }

    /**
     * @param resource what was asked for, by its name
     */
    static GcpError of(Failure failure, GcpMethod method, String resource) {
        return switch (failure) {
            case Failure.Named named ->
                    new GcpError(GcpStatus.valueOf(named.code()), named.message());
            case Failure.PermissionDenied _ ->
                    new GcpError(
                            GcpStatus.PERMISSION_DENIED,
                            "Permission '"
                                    + method.permission()
                                    + "' denied for resource '"
                                    + resource
                                    + "' (or it may not exist).");
            case Failure.NotFound missing ->
                    new GcpError(GcpStatus.NOT_FOUND, first(missing.errors()));
            case Failure.Gone gone -> new GcpError(GcpStatus.NOT_FOUND, gone.message());
            case Failure.InvalidRequest invalid ->
                    new GcpError(GcpStatus.INVALID_ARGUMENT, first(invalid.errors()));
            case Failure.UnsupportedOperation _ ->
                    new GcpError(
                            GcpStatus.FAILED_PRECONDITION,
                            "The mount that this project has its secrets in is not of KV version 2.");
            case Failure.UnsupportedMediaType type ->
                    new GcpError(GcpStatus.INVALID_ARGUMENT, type.message());
            case Failure.TooLarge large ->
                    new GcpError(GcpStatus.INVALID_ARGUMENT, large.message());
            case Failure.RateLimited limited ->
                    new GcpError(GcpStatus.RESOURCE_EXHAUSTED, limited.message());
            case Failure.Sealed _ -> unavailable("This node is sealed.");
            case Failure.NotInitialised _ -> unavailable("This node is not initialised.");
            case Failure.Unavailable unavailable -> unavailable(unavailable.message());
            // Not UNAVAILABLE, which clients take for leave to try again.
            case Failure.OutcomeUnknown unknown ->
                    new GcpError(GcpStatus.UNKNOWN, unknown.message());
            case Failure.Internal internal -> new GcpError(GcpStatus.INTERNAL, internal.message());
        };
    }

    private static GcpError unavailable(String message) {
        return new GcpError(GcpStatus.UNAVAILABLE, message);
    }

    private static String first(List<String> errors) {
        return errors.isEmpty() ? UNKNOWN_RESOURCE : errors.getFirst();
    }
}
