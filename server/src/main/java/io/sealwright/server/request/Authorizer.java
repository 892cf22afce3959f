package io.sealwright.server.request;

import io.sealwright.policy.Decision;
import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Route;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides whether a caller may do what it asks, by its compiled ACL alone. */
@Component
final class Authorizer {

    /** A refusal says no more than that: not whether the path leads anywhere. */
    private static final String DENIED = "1 error occurred:\n\t* permission denied\n\n";

    Verdict verdict(Request request, Routed routed, @Nullable Caller caller) {
        if (routed.namespace() == null) {
            return Verdict.refused(RequestFailure.notFound("namespace not found"));
        }
        if (routed.unauthenticated()) {
            return Verdict.NOT_ASKED;
        }
        if (caller == null) {
            return Verdict.refused(RequestFailure.denied());
        }
        Decision decision = decide(caller, request);
        return new Verdict(
                decision, allowed(decision, routed.route(), request.operation()) ? null : denied());
    }

    private static Decision decide(Caller caller, Request request) {
        Duration wrapTtl = request.wrapTtl().isZero() ? null : request.wrapTtl();
        return caller.acl()
                .decide(
                        request.operation(),
                        caller.policyPath(request),
                        new BodyParameters(request.body().object()),
                        wrapTtl);
    }

    private static boolean allowed(Decision decision, @Nullable Route route, Operation operation) {
        return decision.allowed()
                && (route == null || !route.needsSudo(operation) || decision.rootPrivs());
    }

    private static RequestFailure denied() {
        return new RequestFailure(new Failure.PermissionDenied(DENIED));
    }
}
