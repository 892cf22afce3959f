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
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code users}: what a user gets, besides what all users and its groups get. */
@Component
final class UserRoutes {
    /** The most groups that a user is put into here. */
    private static final int MAX_GROUPS = 256;

    private static final String NAME = "name";

    List<Route> routes() {
        return List.of(
                Route.at("users/", "Lists the users that policies or groups are given to.")
                        .fields(LoginNames.LIST_FIELDS)
                        .on(Operation.LIST, call -> LocalNames.list(call, User.FOLDER))
                        .build(),
                Route.at("users/{" + NAME + "...}", "The policies and groups that a user gets.")
                        .field(
                                "groups",
                                FieldType.STRING_LIST,
                                "Groups besides those that the directory knows of, at most "
                                        + MAX_GROUPS
                                        + ".")
                        .field(
                                "policies",
                                FieldType.STRING_LIST,
                                "Policies of its tokens, besides token_policies.")
                        .on(Operation.READ, UserRoutes::read)
                        .on(Operation.UPDATE, UserRoutes::write)
                        .on(Operation.DELETE, UserRoutes::delete)
                        .build());
    }

    private static Response read(Call call) {
        User user = User.find(call.records(), LocalNames.of(call, NAME));
        if (user == null) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        // One text, not a list: clients of the peer split it.
        data.put("groups", String.join(",", user.groups()));
        ArrayNode policies = data.putArray("policies");
        user.policies().forEach(policies::add);
        return Response.of(data);
    }

    private static Response write(Call call) {
        new User(groups(call), TokenSettings.policies(call))
                .put(call.records(), LocalNames.of(call, NAME));
        return Response.empty();
    }

    private static List<String> groups(Call call) {
        boolean caseSensitive = Config.of(call.records()).users().caseSensitive();
        TreeSet<String> groups = new TreeSet<>();
        for (String given : call.strings("groups")) {
            if (!given.isBlank()) {
                groups.add(LocalNames.required(given).local(caseSensitive));
            }
        }
        if (groups.size() > MAX_GROUPS) {
            throw RequestFailure.invalid("groups holds more than " + MAX_GROUPS + " entries");
        }
        return List.copyOf(groups);
    }

    private static Response delete(Call call) {
        User.delete(call.records(), LocalNames.of(call, NAME));
        return Response.empty();
    }
}
