package io.sealwright.server.request;

import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.RequestFailure;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody makes a request.
 *
 * @param caller null for nobody
 * @param refusal what nobody is told; not looked at where there is a caller
 */
record Standing(@Nullable Caller caller, RequestFailure refusal) {
    static Standing of(@Nullable Caller caller) {
        return new Standing(caller, RequestFailure.denied());
    }

    static Standing refused(RequestFailure refusal) {
        return new Standing(null, refusal);
    }
}
