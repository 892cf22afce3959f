package io.sealwright.server.engine.kv;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;
import java.util.Map;

/**
 * Every path of a v2 mount that is none of the others: a client that thinks it is talking to v1 is
 * told so, as by the peer.
 */
final class OtherPaths {
    private static final Map<Operation, String> COMMANDS =
            Map.of(
                    Operation.READ, "get",
                    Operation.LIST, "list",
                    Operation.UPDATE, "put",
                    Operation.PATCH, "patch",
                    Operation.DELETE, "delete");

    private OtherPaths() {}

    static List<Route> routes() {
        Route.Builder route =
                Route.at("{path...}", "Paths that a versioned mount does not have.")
                        .freeForm()
                        .refusing();
        COMMANDS.forEach((operation, command) -> route.on(operation, call -> answer(command)));
        return List.of(route.build(), ofResourcePolicies());
    }

    /** What policies speak of; the AWS API alone leads there. */
    private static Route ofResourcePolicies() {
        Route.Builder route =
                Route.at(
                                "aws/resource-policy/{path...}",
                                "Who may read and write a secret's resource policy of the AWS API.")
                        .freeForm()
                        .refusing();
        String warning =
                "Resource policies are read and written by GetResourcePolicy and PutResourcePolicy"
                        + " of the AWS API; this path is for the policies that allow that.";
        COMMANDS.keySet()
                .forEach(operation ->
                        route.on(
                                operation,
                                _ -> Response.empty().withStatus(404).withWarning(warning)));
        return route.build();
    }

    private static Response answer(String command) {
        String warning =
                "Invalid path for a versioned K/V secrets engine. See the API docs for the appropriate API endpoints"
                        + " to use. If using the Vault CLI, use 'vault kv "
                        + command
                        + "' for this operation.";
        return Response.empty().withStatus(404).withWarning(warning);
    }
}
