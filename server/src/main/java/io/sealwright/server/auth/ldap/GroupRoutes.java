package io.sealwright.server.auth.ldap;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.TokenSettings;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code groups}: what members of a group get. */
@Component
final class GroupRoutes {
    private static final String NAME = "name";

    List<Route> routes() {
        return List.of(
                Route.at("groups/", "Lists the groups that policies are given to.")
                        .fields(LoginNames.LIST_FIELDS)
                        .on(Operation.LIST, call -> LocalNames.list(call, Group.FOLDER))
                        .build(),
                Route.at("groups/{" + NAME + "...}", "The policies that members of a group get.")
                        .field(
                                "policies",
                                FieldType.STRING_LIST,
                                "Policies of its members' tokens, besides token_policies.")
                        .on(Operation.READ, GroupRoutes::read)
                        .on(Operation.UPDATE, GroupRoutes::write)
                        .on(Operation.DELETE, GroupRoutes::delete)
                        .build());
    }

    private static Response read(Call call) {
        Group group = Group.find(call.records(), LocalNames.of(call, NAME));
        if (group == null) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ArrayNode policies = data.putArray("policies");
        group.policies().forEach(policies::add);
        return Response.of(data);
    }

    private static Response write(Call call) {
        new Group(TokenSettings.policies(call)).put(call.records(), LocalNames.of(call, NAME));
        return Response.empty();
    }

    private static Response delete(Call call) {
        Group.delete(call.records(), LocalNames.of(call, NAME));
        return Response.empty();
    }
}
