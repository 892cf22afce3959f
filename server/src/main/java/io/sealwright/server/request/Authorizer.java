package io.sealwright.server.request;

import io.sealwright.policy.Decision;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import org.springframework.stereotype.Component;

/** Decides whether a caller may do what it asks, by its compiled ACL and its conditions alone. */
@Component
final class Authorizer {

    /** A refusal says no more than that: not whether the path leads anywhere. */
    private static final String DENIED = "1 error occurred:\n\t* permission denied\n\n";

    Verdict verdict(Request request, Routed routed, Standing standing) {
        if (routed.namespace() == null) {
            return Verdict.refused(RequestFailure.notFound("namespace not found"));
        }
        if (routed.unauthenticated() && request.action() == null) {
            return Verdict.NOT_ASKED;
        }
        Caller caller = standing.caller();
        if (caller == null) {
            return Verdict.refused(standing.refusal());
        }
        boolean needsSudo = routed.needsSudo(request.operation());
        Decision decision = caller.decide(request);
        if (decision.allowed() && (!needsSudo || decision.rootPrivs())) {
            return Verdict.allowed(decision);
        }
        return Verdict.refused(caller.acl().explain(caller.access(request), needsSudo), denied());
    }

    private static RequestFailure denied() {
        return new RequestFailure(new Failure.PermissionDenied(DENIED));
    }
}
