package io.sealwright.server.request;

import io.sealwright.policy.Decision;
import io.sealwright.server.spi.RequestFailure;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request goes on.
 *
 * @param decision null where the policies were not asked: no valid token, or a route that needs
 *     none
 * @param refusal null if it goes on
 */
record Verdict(@Nullable Decision decision, @Nullable RequestFailure refusal) {
    static final Verdict NOT_ASKED = new Verdict(null, null);

    static Verdict refused(RequestFailure refusal) {
        return new Verdict(null, refusal);
    }

    void enforce() {
        if (refusal != null) {
            throw refusal;
        }
    }
}
