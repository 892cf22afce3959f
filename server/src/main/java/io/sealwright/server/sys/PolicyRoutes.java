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
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/policies/acl} and its older name {@code sys/policy}. */
@Component
final class PolicyRoutes implements SysRoutes {
    /** A policy's text, as the peer limits a request: far above any real one. */
    private static final int MAX_TEXT = 512 * 1024;

    private final Policies policies;

    PolicyRoutes(Policies policies) {
        this.policies = policies;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("policies/acl", "Lists the names of the ACL policies.")
                        .on(Operation.LIST, this::list)
                        .build(),
                Route.at("policies/acl/{name...}", "Reads, writes or deletes an ACL policy.")
                        .field(
                                "policy",
                                FieldType.STRING,
                                "The policy in HCL or JSON, also in base64.")
                        .on(Operation.LIST, this::list)
                        .on(Operation.READ, call -> read(call, "policy"))
                        .on(Operation.UPDATE, call -> write(call, "policy"))
                        .on(Operation.DELETE, this::delete)
                        .build(),
                Route.at("policy", "Lists the names of the ACL policies.")
                        .on(Operation.READ, this::listOld)
                        .on(Operation.LIST, this::listOld)
                        .build(),
                Route.at("policy/{name...}", "Reads, writes or deletes an ACL policy.")
                        .field(
                                "policy",
                                FieldType.STRING,
                                "The policy in HCL or JSON, also in base64.")
                        .field("rules", FieldType.STRING, "Older name of policy.")
                        .on(Operation.LIST, this::listOld)
                        .on(Operation.READ, call -> read(call, "rules"))
                        .on(Operation.UPDATE, call -> write(call, "rules"))
                        .on(Operation.DELETE, this::delete)
                        .build());
    }

    private Response list(Call call) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        addNames(data.putArray("keys"), call);
        return Response.of(data);
    }

    private Response listOld(Call call) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        addNames(data.putArray("keys"), call);
        addNames(data.putArray("policies"), call);
        return Response.of(data);
    }

    private void addNames(ArrayNode array, Call call) {
        policies.names(call.transaction(), call.mount().namespaceId()).forEach(array::add);
    }

    /** Exactly name and text: hvac insists on it, though the peer adds four more members. */
    private Response read(Call call, String textMember) {
        String name = call.path("name").toLowerCase(Locale.ROOT);
        StoredPolicy policy = policies.find(call.transaction(), call.mount().namespaceId(), name);
        if (policy == null || name.equals(Policies.RESPONSE_WRAPPING)) {
            throw RequestFailure.notFound();
        }
        return Response.of(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("name", policy.name())
                        .put(textMember, policy.text()));
    }

    private Response write(Call call, String otherMember) {
        String text =
                call.string("policy", otherMember.equals("rules") ? call.string("rules", "") : "");
        if (text.isEmpty()) {
            throw RequestFailure.invalid("'policy' parameter not supplied or empty");
        }
        if (text.length() > MAX_TEXT) {
            throw RequestFailure.invalid("a policy has at most " + MAX_TEXT + " characters");
        }
        policies.write(
                call.transaction(), call.mount().namespaceId(), call.path("name"), decoded(text));
        return Response.empty();
    }

    private static String decoded(String text) {
        try {
            return new String(Base64.getDecoder().decode(text.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private Response delete(Call call) {
        policies.delete(call.transaction(), call.mount().namespaceId(), call.path("name"));
        return Response.empty();
    }
}
