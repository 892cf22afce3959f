package io.sealwright.server.sys;

import io.sealwright.policy.Acl;
import io.sealwright.policy.Acl.Possibility;
import io.sealwright.policy.Operation;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.policies.Acls;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.PolicyHolders;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sys/access}: who could do something at a path. Goes through a page of each kind of holders
 * of policies, and names where the next pages begin.
 */
@Component
final class AccessRoutes implements SysRoutes {
    /** Records of each kind that one request looks at. */
    private static final int MOST = 1_000;

    private final ObjectProvider<PolicyHolders> kinds;
    private final AskedPaths paths;
    private final Acls acls;

    AccessRoutes(ObjectProvider<PolicyHolders> kinds, AskedPaths paths, Acls acls) {
        this.kinds = kinds;
        this.paths = paths;
        this.acls = acls;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("access", "Who could do something at a path.")
                        .field("path", FieldType.STRING, "The path.")
                        .field("operation", FieldType.STRING, "Such as read, update or list.")
                        .field("limit", FieldType.INT, "Records of each kind to look at.")
                        .field("kind", FieldType.STRING, "One kind alone, such as tokens.")
                        .field("after", FieldType.STRING, "With kind: where to go on.")
                        .sudo(Operation.READ)
                        .on(Operation.READ, this::access)
                        .build());
    }

    /** What a kind's holders can do, by group and by how far they can. */
    private record Group(String name, Possibility possibility) {}

    private Response access(Call call) {
        AskedPath asked = paths.of(call);
        String after = call.string("after", "");
        List<PolicyHolders> wanted = kinds(call.string("kind", ""));
        if (!after.isEmpty() && wanted.size() != 1) {
            throw RequestFailure.invalid("after needs kind");
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("path", asked.path()).put("operation", call.string("operation"));
        data.put("needs_sudo", asked.needsSudo()).put("open_without_token", asked.open());
        ObjectNode next = JsonNodeFactory.instance.objectNode();
        Map<List<String>, Possibility> known = new HashMap<>();
        for (PolicyHolders kind : wanted) {
            PolicyHolders.Page page =
                    kind.page(
                            call.transaction(),
                            call.mount().namespaceId(),
                            after,
                            limit(call),
                            call.now());
            data.set(kind.kind(), groups(call, asked, page, known));
            if (!page.next().isEmpty()) {
                next.put(kind.kind(), page.next());
            }
        }
        data.set("next", next);
        return Response.of(data);
    }

    private List<PolicyHolders> kinds(String name) {
        List<PolicyHolders> all =
                kinds.stream().sorted(Comparator.comparing(PolicyHolders::kind)).toList();
        List<PolicyHolders> some =
                all.stream().filter(kind -> name.isEmpty() || kind.kind().equals(name)).toList();
        if (some.isEmpty()) {
            throw RequestFailure.invalid(
                    "kind must be one of "
                            + String.join(", ", all.stream().map(PolicyHolders::kind).toList()));
        }
        return some;
    }

    private static int limit(Call call) {
        long limit = call.integer("limit", MOST);
        if (limit < 1 || limit > MOST) {
            throw RequestFailure.invalid("limit must be 1 to " + MOST);
        }
        return (int) limit;
    }

    private ArrayNode groups(
            Call call,
            AskedPath asked,
            PolicyHolders.Page page,
            Map<List<String>, Possibility> known) {
        Map<Group, ArrayNode> names =
                new TreeMap<>(Comparator.comparing(Group::name).thenComparing(Group::possibility));
        for (PolicyHolders.Holder holder : page.holders()) {
            Possibility can = possibility(call, asked, holder, known);
            if (can != Possibility.NEVER) {
                names.computeIfAbsent(
                                new Group(holder.group(), can),
                                _ -> JsonNodeFactory.instance.arrayNode())
                        .add(holder.name());
            }
        }
        ArrayNode groups = JsonNodeFactory.instance.arrayNode();
        names.forEach((group, members) -> groups.add(json(group, members)));
        return groups;
    }

    private static ObjectNode json(Group group, ArrayNode members) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (!group.name().isEmpty()) {
            json.put("group", group.name());
        }
        String access =
                switch (group.possibility()) {
                    case NEVER -> "never";
                    case WITHIN_LIMITS -> "within limits";
                    case ALWAYS -> "always";
                };
        json.put("access", access).put("count", members.size());
        json.set("names", members);
        return json;
    }

    private Possibility possibility(
            Call call,
            AskedPath asked,
            PolicyHolders.Holder holder,
            Map<List<String>, Possibility> known) {
        if (holder.identity() != null) {
            return possibility(call, asked, holder.policies(), holder.identity());
        }
        if (!holder.anyOne()) {
            return known.computeIfAbsent(
                    holder.policies(), policies -> possibility(call, asked, policies, null));
        }
        return holder.policies().stream()
                .map(policy ->
                        known.computeIfAbsent(
                                List.of(policy), one -> possibility(call, asked, one, null)))
                .max(Comparator.naturalOrder())
                .orElse(Possibility.NEVER);
    }

    private Possibility possibility(
            Call call, AskedPath asked, List<String> policies, @Nullable Identity identity) {
        Acl acl =
                acls.once(
                        call.transaction(),
                        call.mount().namespaceId(),
                        policies,
                        identity,
                        call.now());
        return acl.possible(asked.operation(), asked.path(), asked.needsSudo());
    }
}
