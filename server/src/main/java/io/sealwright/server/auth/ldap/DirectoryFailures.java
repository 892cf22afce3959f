package io.sealwright.server.auth.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.sealwright.server.outbound.OutboundException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says in our words why a directory did not do what it was asked for: its own may hold anything.
 */
final class DirectoryFailures {
    private DirectoryFailures() {}

    static OutboundException of(LDAPException e) {
        return new OutboundException(reason(e));
    }

    private static String reason(LDAPException e) {
        if (isTls(e)) {
            return "the server's certificate is not trusted, or TLS failed";
        }
        return switch (e.getResultCode().intValue()) {
            case ResultCode.CONNECT_ERROR_INT_VALUE -> "no connection";
            case ResultCode.TIMEOUT_INT_VALUE -> "no answer in time";
            case ResultCode.SERVER_DOWN_INT_VALUE,
                    ResultCode.DECODING_ERROR_INT_VALUE,
                    ResultCode.LOCAL_ERROR_INT_VALUE ->
                    "the connection broke";
            case ResultCode.SIZE_LIMIT_EXCEEDED_INT_VALUE ->
                    "the directory has more entries than it gives at once: set max_page_size, or narrow the search";
            default -> "the directory answered \"" + e.getResultCode().getName() + "\"";
        };
    }

    private static boolean isTls(Throwable e) {
        @Nullable Throwable cause = e;
        for (int depth = 0; cause != null && depth < 8; depth++) {
            if (cause instanceof SSLException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /**
     * Whether a bind was refused for who it was or with which password, so that another one might
     * not have been.
     */
    static boolean isRefusal(LDAPException e) {
        ResultCode code = e.getResultCode();
        return !code.isClientSideResultCode()
                && !code.equals(ResultCode.BUSY)
                && !code.equals(ResultCode.UNAVAILABLE)
                && !code.equals(ResultCode.CONFIDENTIALITY_REQUIRED)
                && !code.equals(ResultCode.STRONG_AUTH_REQUIRED)
                && !code.equals(ResultCode.AUTH_METHOD_NOT_SUPPORTED)
                && !code.equals(ResultCode.PROTOCOL_ERROR);
    }
}
