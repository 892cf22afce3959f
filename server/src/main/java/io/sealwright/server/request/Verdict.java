package io.sealwright.server.request;

import io.sealwright.policy.Decision;
import io.sealwright.policy.Explanation;
import io.sealwright.server.spi.RequestFailure;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request goes on.
 *
 * @param decision null where the policies were not asked: no valid token, or a route that needs
 *     none
 * @param refusal null if it goes on
 * @param explanation why the policies refuse; null if they do not, or were not asked
 */
record Verdict(
        @Nullable Decision decision,
        @Nullable RequestFailure refusal,
        @Nullable Explanation explanation) {
    static final Verdict NOT_ASKED = new Verdict(null, null, null);

    static Verdict allowed(Decision decision) {
        return new Verdict(decision, null, null);
    }

    /** Before the policies were asked. */
    static Verdict refused(RequestFailure refusal) {
        return new Verdict(null, refusal, null);
    }

    /** By the policies. */
    static Verdict refused(Explanation explanation, RequestFailure refusal) {
        return new Verdict(explanation.decision(), refusal, explanation);
    }

    void enforce() {
        if (refusal != null) {
            throw refusal;
        }
    }
}
