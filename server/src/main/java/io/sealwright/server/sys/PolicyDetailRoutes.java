package io.sealwright.server.sys;

import io.sealwright.policy.Operation;
import io.sealwright.server.policies.Policies;
import io.sealwright.server.policies.StoredPolicy;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/policies/detailed/acl}: ACL policies with their texts. */
@Component
final class PolicyDetailRoutes implements SysRoutes {
    /** Each name costs the read of a record, and its text room in the answer. */
    private static final int MAX = 1_000;

    private final Policies policies;

    PolicyDetailRoutes(Policies policies) {
        this.policies = policies;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                route("policies/detailed/acl").on(Operation.LIST, call -> list(call, "")).build(),
                route("policies/detailed/acl/{name...}")
                        .on(Operation.LIST, call -> list(call, call.path("name")))
                        .build());
    }

    private static Route.Builder route(String pattern) {
        return Route.at(pattern, "Lists ACL policies with their texts.")
                .field("after", FieldType.STRING, "Starts after this name.");
    }

    private Response list(Call call, String prefix) {
        String after = call.string("after", "");
        List<String> names =
                policies.names(call.transaction(), call.mount().namespaceId()).stream()
                        .sorted()
                        .filter(name -> name.startsWith(prefix) && name.compareTo(after) > 0)
                        .limit(MAX + 1L)
                        .toList();
        if (names.isEmpty()) {
            throw RequestFailure.notFound();
        }
        List<String> shown = names.subList(0, Math.min(names.size(), MAX));
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        shown.forEach(data.putArray("keys")::add);
        ObjectNode info = data.putObject("key_info");
        shown.forEach(name -> show(call, name, info.putObject(name)));
        return names.size() <= MAX
                ? Response.of(data)
                : Response.of(data)
                        .withWarning(
                                "The listing ends after "
                                        + MAX
                                        + " names; go on with after="
                                        + shown.getLast());
    }

    private void show(Call call, String name, ObjectNode into) {
        StoredPolicy policy = policies.find(call.transaction(), call.mount().namespaceId(), name);
        into.put("name", name).put("policy", policy == null ? "" : policy.text());
    }
}
