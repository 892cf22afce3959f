package io.sealwright.server.api.aws;

import io.sealwright.server.aws.StsErrors;
import io.sealwright.server.spi.Failure;
import java.util.List;
import java.util.Map;

/**
 * A failure as clients of AWS STS know it.
 *
 * @param code which clients make their exceptions of
 */
record StsError(int status, String code, String message) {
    private static final int BAD = 400;
    private static final int FORBIDDEN = 403;

    /** What signatures are refused with, as the JSON services call it and as this one does. */
    private static final Map<String, StsError> OF_SIGNATURES =
            Map.of(
                    "InvalidSignatureException",
                    new StsError(FORBIDDEN, "SignatureDoesNotMatch", ""),
                    "IncompleteSignatureException",
                    new StsError(BAD, "IncompleteSignature", ""),
                    "MissingAuthenticationTokenException",
                    new StsError(FORBIDDEN, "MissingAuthenticationToken", ""),
                    "UnrecognizedClientException",
                    new StsError(FORBIDDEN, "InvalidClientTokenId", ""));

    /**
     * @param asked what was asked for, as a policy of AWS calls it, such as {@code sts:AssumeRole}
     * @param user who asks
     */
    static StsError of(Failure failure, String asked, String user) {
        return switch (failure) {
            case Failure.Named named -> named(named, user);
            case Failure.PermissionDenied _ ->
                    new StsError(
                            FORBIDDEN,
                            StsErrors.ACCESS_DENIED,
                            "User: "
                                    + user
                                    + " is not authorized to perform: "
                                    + asked
                                    + " because no policy allows it");
            case Failure.NotFound _, Failure.Gone _, Failure.UnsupportedOperation _ ->
                    new StsError(
                            FORBIDDEN,
                            StsErrors.ACCESS_DENIED,
                            "There is no such account on this server");
            case Failure.InvalidRequest invalid ->
                    new StsError(BAD, "ValidationError", first(invalid.errors()));
            case Failure.UnsupportedMediaType type ->
                    new StsError(BAD, "MalformedInput", type.message());
            case Failure.TooLarge large ->
                    new StsError(413, "RequestEntityTooLarge", large.message());
            case Failure.RateLimited _ -> new StsError(BAD, "Throttling", "Rate exceeded");
            case Failure.Sealed _ -> unavailable("this node is sealed");
            case Failure.NotInitialised _ -> unavailable("this node is not initialised");
            case Failure.Unavailable unavailable -> unavailable(unavailable.message());
            case Failure.OutcomeUnknown unknown ->
                    new StsError(500, "InternalFailure", unknown.message());
            case Failure.Internal internal ->
                    new StsError(500, "InternalFailure", internal.message());
        };
    }

    /** One that has a name: of a signature, or of STS itself. */
    private static StsError named(Failure.Named named, String user) {
        StsError known = OF_SIGNATURES.get(named.code());
        if (known != null) {
            return new StsError(known.status, known.code, named.message());
        }
        // A signer's credentials that are over have another name here than a provider's token.
        boolean signers = named.code().equals("ExpiredTokenException") && !user.equals("anonymous");
        if (signers) {
            return new StsError(FORBIDDEN, "ExpiredToken", named.message());
        }
        return new StsError(
                named.code().equals(StsErrors.ACCESS_DENIED) ? FORBIDDEN : BAD,
                named.code(),
                named.message());
    }

    private static StsError unavailable(String message) {
        return new StsError(503, "ServiceUnavailable", message);
    }

    private static String first(List<String> errors) {
        return errors.isEmpty() ? "the request is malformed" : errors.getFirst();
    }
}
