package io.sealwright.server.api.aws;

import io.sealwright.server.spi.Failure;
import java.util.List;

/**
 * A failure as clients of AWS know it.
 *
 * @param code {@code __type} of the answer, which clients make their exceptions of
 */
record AwsError(int status, String code, String message) {
    private static AwsError bad(String code, String message) {
        return new AwsError(400, code, message);
    }

    /**
     * @param asked what was asked for, as a policy of AWS calls it, such as {@code
     *     secretsmanager:GetSecretValue}
     * @param user who asks
     */
    static AwsError of(Failure failure, String asked, String user) {
        return switch (failure) {
            case Failure.Named named -> bad(named.code(), named.message());
            case Failure.PermissionDenied _ ->
                    bad(
                            "AccessDeniedException",
                            "User: "
                                    + user
                                    + " is not authorized to perform: "
                                    + asked
                                    + " because no policy allows it");
            case Failure.NotFound missing ->
                    bad("ResourceNotFoundException", first(missing.errors()));
            case Failure.Gone gone -> bad("ResourceNotFoundException", gone.message());
            case Failure.InvalidRequest invalid ->
                    bad("InvalidParameterException", first(invalid.errors()));
            case Failure.UnsupportedOperation _ ->
                    bad(
                            "InvalidRequestException",
                            "The mount that this account and region have their secrets in is not of"
                                    + " KV version 2");
            case Failure.UnsupportedMediaType type -> bad("SerializationException", type.message());
            case Failure.TooLarge large ->
                    new AwsError(413, "RequestEntityTooLargeException", large.message());
            case Failure.RateLimited _ -> bad("ThrottlingException", "Rate exceeded");
            case Failure.Sealed _ -> unavailable("this node is sealed");
            case Failure.NotInitialised _ -> unavailable("this node is not initialised");
            case Failure.Unavailable unavailable -> unavailable(unavailable.message());
            // Clients try again, with the same ClientRequestToken where the operation has one.
            case Failure.OutcomeUnknown unknown ->
                    new AwsError(500, "InternalServiceError", unknown.message());
            case Failure.Internal internal ->
                    new AwsError(500, "InternalServiceError", internal.message());
        };
    }

    private static AwsError unavailable(String message) {
        return new AwsError(503, "ServiceUnavailable", message);
    }

    private static String first(List<String> errors) {
        return errors.isEmpty()
                ? "Secrets Manager can't find the specified secret."
                : errors.getFirst();
    }
}
