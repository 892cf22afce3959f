package io.sealwright.server.aws;

import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;

/** The errors of AWS STS, in its words. */
public final class StsErrors {
    /** The code of refusals that AWS answers with 403. */
    public static final String ACCESS_DENIED = "AccessDenied";

    private StsErrors() {}

    private static RequestFailure named(String code, String message) {
        return new RequestFailure(new Failure.Named(code, message));
    }

    public static RequestFailure validation(String message) {
        return named("ValidationError", message);
    }

    /**
     * @param parameter as STS calls it in messages, such as {@code roleArn}
     * @param rule such as {@code Member must not be null}
     */
    public static RequestFailure constraint(String parameter, String rule) {
        return validation(
                "1 validation error detected: Value at '"
                        + parameter
                        + "' failed to satisfy constraint: "
                        + rule);
    }

    public static RequestFailure denied(String message) {
        return named(ACCESS_DENIED, message);
    }

    /** A web identity's token that does not count. */
    public static RequestFailure invalidIdentityToken(String message) {
        return named("InvalidIdentityToken", message);
    }

    /** A web identity's token whose time is over. */
    public static RequestFailure expiredIdentityToken(String message) {
        return named("ExpiredTokenException", message);
    }

    /** The provider of a web identity cannot be asked now; clients try again. */
    public static RequestFailure providerUnreachable(String message) {
        return named("IDPCommunicationError", message);
    }
}
