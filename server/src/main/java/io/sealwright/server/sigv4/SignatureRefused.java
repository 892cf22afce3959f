package io.sealwright.server.sigv4;

/**
 * Why a signature is not taken, by the name that AWS has for it. The message goes to the caller: it
 * says what to do, and repeats nothing but times and what is expected.
 */
public record SignatureRefused(String code, String message) {
    static final String INVALID = "InvalidSignatureException";

    private static final String INCOMPLETE = "IncompleteSignatureException";

    /** No signature at all. */
    public static SignatureRefused missing() {
        return new SignatureRefused(
                "MissingAuthenticationTokenException", "Missing Authentication Token");
    }

    /** Not all parts of one. */
    public static SignatureRefused incomplete(String message) {
        return new SignatureRefused(INCOMPLETE, message);
    }

    /** One that cannot be right. */
    public static SignatureRefused invalid(String message) {
        return new SignatureRefused(INVALID, message);
    }

    /** One that is wrong. */
    public static SignatureRefused mismatch() {
        return invalid(
                "The request signature we calculated does not match the signature you provided."
                        + " Check your AWS Secret Access Key and signing method. Consult the service"
                        + " documentation for details.");
    }

    /** An access key or a session token that nobody has, or has any more. */
    public static SignatureRefused unknownClient() {
        return new SignatureRefused(
                "UnrecognizedClientException",
                "The security token included in the request is invalid.");
    }

    /** An access key whose time is over. */
    public static SignatureRefused expiredKey() {
        return new SignatureRefused(
                "ExpiredTokenException", "The security token included in the request is expired");
    }
}
