package io.sealwright.server.request;

import io.sealwright.policy.Decision;
import io.sealwright.policy.Explanation;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.ResourceDecision;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request goes on.
 *
 * @param decision null where the policies were not asked: no valid token, or a route that needs
 *     none
 * @param refusal null if it goes on
 * @param explanation why the policies refuse; null if they do not, or were not asked
 * @param resource what the record that the request is for says of it
 */
record Verdict(
        @Nullable Decision decision,
        @Nullable RequestFailure refusal,
        @Nullable Explanation explanation,
        ResourceDecision resource) {
    static final Verdict NOT_ASKED = new Verdict(null, null, null, ResourceDecision.SILENT);

    static Verdict allowed(Decision decision) {
        return new Verdict(decision, null, null, ResourceDecision.SILENT);
    }

    /** Before the policies were asked. */
    static Verdict refused(RequestFailure refusal) {
        return new Verdict(null, refusal, null, ResourceDecision.SILENT);
    }

    /** By the policies. */
    static Verdict refused(Explanation explanation, RequestFailure refusal) {
        return new Verdict(explanation.decision(), refusal, explanation, ResourceDecision.SILENT);
    }

    /** The same policies, and leave that the record gives in their place. */
    Verdict allowedBy(ResourceDecision.Allowed leave) {
        return new Verdict(decision, null, null, leave);
    }

    /** The same policies, and the record's refusal. */
    Verdict deniedBy(ResourceDecision.Denied denial, RequestFailure why) {
        return new Verdict(decision, why, explanation, denial);
    }

    /** Whether the policies were asked, and refuse only since none speaks of what is asked. */
    boolean silent() {
        return decision != null && decision.silent();
    }

    void enforce() {
        if (refusal != null) {
            throw refusal;
        }
    }
}
