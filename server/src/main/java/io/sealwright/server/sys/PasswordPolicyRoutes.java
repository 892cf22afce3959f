package io.sealwright.server.sys;

import io.sealwright.policy.Operation;
import io.sealwright.policy.PasswordPolicy;
import io.sealwright.server.policies.PasswordPolicies;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/policies/password}: how passwords are made, and one that is made so. */
@Component
final class PasswordPolicyRoutes implements SysRoutes {
    private static final int MAX_NAME = 256;
    private static final int MAX_TEXT = 64 * 1024;
    private static final int MAX_LISTED = 10_000;

    private final SecureRandom random;

    PasswordPolicyRoutes(SecureRandom random) {
        this.random = random;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("policies/password", "Lists the names of the password policies.")
                        .field("after", FieldType.STRING, "Starts after this name.")
                        .field("limit", FieldType.INT, "The most names to list.")
                        .on(Operation.LIST, this::list)
                        .build(),
                Route.at("policies/password/{name}", "Reads, writes or deletes a password policy.")
                        .field("policy", FieldType.STRING, "The policy in HCL or JSON.")
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, this::delete)
                        .build(),
                Route.at("policies/password/{name}/generate", "Makes a password.")
                        .on(Operation.READ, this::generate)
                        .build());
    }

    private Response list(Call call) {
        long limit = call.integer("limit", 0);
        int most = limit <= 0 ? MAX_LISTED : (int) Math.min(limit, MAX_LISTED);
        List<String> names =
                PasswordPolicies.names(
                        call.transaction(),
                        call.mount().namespaceId(),
                        call.string("after", ""),
                        most);
        if (names.isEmpty()) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        names.forEach(data.putArray("keys")::add);
        return Response.of(data);
    }

    private Response read(Call call) {
        return Response.of(JsonNodeFactory.instance.objectNode().put("policy", text(call)));
    }

    private static String text(Call call) {
        String found =
                PasswordPolicies.text(
                        call.transaction(), call.mount().namespaceId(), call.path("name"));
        if (found == null) {
            throw RequestFailure.notFound("1 error occurred:\n\t* policy does not exist\n\n");
        }
        return found;
    }

    private Response write(Call call) {
        String text = decoded(call.string("policy", ""));
        if (text.isEmpty()) {
            throw invalid("missing policy");
        }
        if (text.length() > MAX_TEXT || call.path("name").length() > MAX_NAME) {
            throw invalid(
                    "a password policy has at most "
                            + MAX_TEXT
                            + " characters, and its name "
                            + MAX_NAME);
        }
        parse(text);
        PasswordPolicies.put(
                call.transaction(), call.mount().namespaceId(), call.path("name"), text);
        return Response.empty();
    }

    private static PasswordPolicy parse(String text) {
        try {
            return PasswordPolicy.parse(text);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static String decoded(String text) {
        try {
            return new String(Base64.getDecoder().decode(text.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private Response generate(Call call) {
        String password = parse(text(call)).generate(random);
        return Response.of(JsonNodeFactory.instance.objectNode().put("password", password));
    }

    private Response delete(Call call) {
        PasswordPolicies.delete(call.transaction(), call.mount().namespaceId(), call.path("name"));
        return Response.empty();
    }

    private static RequestFailure invalid(String problem) {
        return RequestFailure.invalid("1 error occurred:\n\t* " + problem + "\n\n");
    }
}
