package io.sealwright.server.request;

import io.sealwright.policy.Decision;
import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.Route;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides whether a caller may do what it asks, by its compiled ACL alone. */
@Component
final class Authorizer {

    Decision decide(Caller caller, Request request) {
        Duration wrapTtl = request.wrapTtl().isZero() ? null : request.wrapTtl();
        return caller.acl()
                .decide(
                        request.operation(),
                        request.path(),
                        new BodyParameters(request.body().object()),
                        wrapTtl);
    }

    boolean allowed(Decision decision, @Nullable Route route, Operation operation) {
        return decision.allowed()
                && (route == null || !route.needsSudo(operation) || decision.rootPrivs());
    }
}
