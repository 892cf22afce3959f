package io.sealwright.server.sys;

import io.sealwright.policy.Acl;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.RequestFailure;
import org.jspecify.annotations.Nullable;

/** Routes that need no token but show more to those who have one. */
final class OpenCall {
    private OpenCall() {}

    /**
     * Null for a caller without a token.
     *
     * @throws RequestFailure permission denied, for a token that is not valid
     */
    static @Nullable Acl acl(Call call) {
        Caller caller = call.callerIfAny();
        if (caller == null && !call.request().token().isEmpty()) {
            throw RequestFailure.denied();
        }
        return caller == null ? null : caller.acl();
    }
}
