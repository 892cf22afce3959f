package io.sealwright.server.request;

import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.RequestFailure;
import org.jspecify.annotations.Nullable;

/** Who makes a request. */
sealed interface Standing {
    /** Somebody. */
    record Known(Caller caller) implements Standing {}

    /**
     * Nobody.
     *
     * @param refusal what nobody is told
     */
    record Nobody(RequestFailure refusal) implements Standing {}

    static Standing of(@Nullable Caller caller) {
        return caller == null ? new Nobody(RequestFailure.denied()) : new Known(caller);
    }
}
