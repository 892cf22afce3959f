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
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/policies/acl} and its older name {@code sys/policy}. */
@Component
final class PolicyRoutes implements SysRoutes {
    /** A policy's text, as the peer limits a request: far above any real one. */
    private static final int MAX_TEXT = 512 * 1024;

    private static final List<String> UNSUPPORTED =
            List.of("ttl", "expiration", "cas", "cas_required");

    private final Policies policies;

    PolicyRoutes(Policies policies) {
        this.policies = policies;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("policies/acl", "Lists the names of the ACL policies.")
                        .on(Operation.LIST, this::list)
                        .build(),
                fields("policies/acl/{name...}")
                        .on(Operation.LIST, this::list)
                        .on(Operation.READ, call -> read(call, "policy"))
                        .on(Operation.UPDATE, call -> write(call, text(call, "policy")))
                        .on(Operation.PATCH, this::patch)
                        .on(Operation.DELETE, this::delete)
                        .build(),
                Route.at("policy", "Lists the names of the ACL policies.")
                        .on(Operation.READ, this::listOld)
                        .on(Operation.LIST, this::listOld)
                        .build(),
                fields("policy/{name...}")
                        .field("rules", FieldType.STRING, "Older name of policy.")
                        .on(Operation.LIST, this::listOld)
                        .on(Operation.READ, call -> read(call, "rules"))
                        .on(Operation.UPDATE, this::writeOld)
                        .on(Operation.DELETE, this::delete)
                        .build());
    }

    private static Route.Builder fields(String pattern) {
        return Route.at(pattern, "Reads, writes or deletes an ACL policy.")
                .field("policy", FieldType.STRING, "The policy in HCL or JSON, also in base64.");
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

    /** Names may hold slashes: a listing below a path has those that begin with it, whole. */
    private void addNames(ArrayNode array, Call call) {
        String prefix = call.route().pattern().endsWith("...}") ? call.path("name") : "";
        policies.names(call.transaction(), call.mount().namespaceId()).stream()
                .filter(name -> name.startsWith(prefix))
                .forEach(array::add);
        if (array.isEmpty()) {
            throw RequestFailure.notFound();
        }
    }

    /** Exactly name and text: hvac insists on it, though the peer adds four more members. */
    private Response read(Call call, String textMember) {
        StoredPolicy policy = find(call);
        if (policy == null) {
            throw RequestFailure.notFound();
        }
        return Response.of(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("name", policy.name())
                        .put(textMember, policy.text()));
    }

    private @Nullable StoredPolicy find(Call call) {
        String name = call.path("name").toLowerCase(Locale.ROOT);
        return policies.find(call.transaction(), call.mount().namespaceId(), name);
    }

    private static String text(Call call, String member) {
        String text = call.string(member, "");
        if (text.isEmpty()) {
            throw RequestFailure.invalid("'policy' parameter not supplied or empty");
        }
        return text;
    }

    private Response writeOld(Call call) {
        if (!call.string("policy", "").isEmpty() || call.string("rules", "").isEmpty()) {
            return write(call, text(call, "policy"));
        }
        return write(call, text(call, "rules"))
                .withWarning("'rules' is deprecated, please use 'policy' instead");
    }

    private Response patch(Call call) {
        if (find(call) == null) {
            throw RequestFailure.invalid("policy not found");
        }
        requireNoConditions(call);
        return call.string("policy", "").isEmpty()
                ? Response.empty()
                : write(call, text(call, "policy"));
    }

    private Response write(Call call, String text) {
        requireNoConditions(call);
        if (text.length() > MAX_TEXT) {
            throw RequestFailure.invalid("a policy has at most " + MAX_TEXT + " characters");
        }
        policies.write(
                call.transaction(), call.mount().namespaceId(), call.path("name"), decoded(text));
        return Response.empty();
    }

    /**
     * A policy that its writer believes to end by itself must not be stored as one that does not.
     */
    private static void requireNoConditions(Call call) {
        for (String name : UNSUPPORTED) {
            if (call.body().hasNonNull(name)) {
                throw RequestFailure.invalid("policies have no " + name + " here: leave it out");
            }
        }
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
