package io.sealwright.server.request;

import io.sealwright.policy.Decision;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.ResourceDecision;
import io.sealwright.storage.barrier.Transaction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Decides whether a caller may do what it asks: by its compiled ACL and its conditions, and for an
 * action of another API also by what the record that it is for says.
 */
@Component
final class Authorizer {

    /** A refusal says no more than that: not whether the path leads anywhere. */
    private static final String DENIED = "1 error occurred:\n\t* permission denied\n\n";

    Verdict verdict(Transaction transaction, Request request, Routed routed, Standing standing) {
        if (routed.namespace() == null) {
            return Verdict.refused(RequestFailure.notFound("namespace not found"));
        }
        if (routed.unauthenticated() && open(request.action())) {
            return Verdict.NOT_ASKED;
        }
        return switch (standing) {
            case Standing.Nobody nobody -> Verdict.refused(nobody.refusal());
            case Standing.Known(Caller caller) -> verdict(transaction, request, routed, caller);
        };
    }

    private static Verdict verdict(
            Transaction transaction, Request request, Routed routed, Caller caller) {
        Verdict byPolicies = byPolicies(request, routed, caller);
        return switch (resource(transaction, request, routed, caller)) {
            case ResourceDecision.Silent _ -> byPolicies;
            case ResourceDecision.Denied denial -> byPolicies.deniedBy(denial, denied());
            case ResourceDecision.Allowed leave ->
                    byPolicies.silent() ? byPolicies.allowedBy(leave) : byPolicies;
        };
    }

    /** Whether it may come from nobody, where its route takes it from everybody. */
    private static boolean open(@Nullable Action action) {
        return switch (action) {
            case null -> true;
            case Action.Unsigned _ -> true;
            case Action.Signed _ -> false;
            case Action.InProject _ -> false;
        };
    }

    private static Verdict byPolicies(Request request, Routed routed, Caller caller) {
        boolean needsSudo = routed.needsSudo(request.operation());
        Decision decision = caller.decide(request);
        if (decision.allowed() && (!needsSudo || decision.rootPrivs())) {
            return Verdict.allowed(decision);
        }
        return Verdict.refused(caller.acl().explain(caller.access(request), needsSudo), denied());
    }

    private static ResourceDecision resource(
            Transaction transaction, Request request, Routed routed, Caller caller) {
        Mounted mounted = routed.mounted();
        return request.action() == null || mounted == null || routed.match() == null
                ? ResourceDecision.SILENT
                : mounted.type()
                        .resourceDecision(routed.call(request, mounted, caller, transaction));
    }

    private static RequestFailure denied() {
        return new RequestFailure(new Failure.PermissionDenied(DENIED));
    }
}
