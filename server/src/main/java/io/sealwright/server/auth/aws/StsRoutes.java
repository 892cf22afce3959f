package io.sealwright.server.auth.aws;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;

/**
 * {@code sts/}: the paths that policies give leave for. What is done there is asked for in the
 * words of STS alone.
 */
final class StsRoutes {
    private static final String SUMMARY = "What requests of AWS STS need leave for.";

    private StsRoutes() {}

    static List<Route> routes() {
        return List.of(
                Route.at("sts/{path...}", SUMMARY)
                        .refusing()
                        .on(Operation.UPDATE, StsRoutes::refuse)
                        .build(),
                Route.at("sts/assume-role-with-web-identity/{role}", SUMMARY)
                        .unauthenticated()
                        .refusing()
                        .on(Operation.UPDATE, StsRoutes::refuse)
                        .build());
    }

    private static Response refuse(Call call) {
        throw RequestFailure.invalid(
                "this path is for requests of AWS STS, which are sent to / (see docs/aws.md)");
    }
}
