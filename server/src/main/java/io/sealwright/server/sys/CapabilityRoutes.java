package io.sealwright.server.sys;

import io.sealwright.policy.Operation;
import io.sealwright.server.policies.Callers;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sys/capabilities}, {@code -self} and {@code -accessor}: what a token may do at given
 * paths.
 */
@Component
final class CapabilityRoutes implements SysRoutes {
    /** Each path is a search of the ACL. */
    private static final int MAX_PATHS = 1_000;

    private final TokenStore tokens;
    private final Callers callers;

    CapabilityRoutes(TokenStore tokens, Callers callers) {
        this.tokens = tokens;
        this.callers = callers;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                paths("capabilities", "Capabilities of a token.")
                        .field("token", FieldType.STRING, "The token.")
                        .on(Operation.UPDATE, this::ofToken)
                        .build(),
                paths("capabilities-self", "Capabilities of the caller's token.")
                        .field("token", FieldType.STRING, "Ignored: the caller's own token counts.")
                        .on(Operation.UPDATE, call -> answer(call, call.caller()))
                        .build(),
                paths("capabilities-accessor", "Capabilities of the token with an accessor.")
                        .field("accessor", FieldType.STRING, "The accessor.")
                        .on(Operation.UPDATE, this::ofAccessor)
                        .build());
    }

    private static Route.Builder paths(String pattern, String summary) {
        return Route.at(pattern, summary)
                .field("paths", FieldType.STRING_LIST, "Paths to look at.")
                .field("path", FieldType.STRING_LIST, "Older name of paths.");
    }

    private Response ofToken(Call call) {
        String token = call.string("token", "");
        if (token.isEmpty()) {
            throw RequestFailure.invalid("1 error occurred:\n\t* no token found\n\n");
        }
        return answer(
                call,
                tokens.findFrom(call.transaction(), call.request().namespace(), token, call.now()),
                "invalid token");
    }

    private Response ofAccessor(Call call) {
        String accessor = call.string("accessor", "");
        if (accessor.isEmpty()) {
            throw RequestFailure.invalid("missing accessor");
        }
        return answer(
                call,
                tokens.findByAccessor(
                        call.transaction(), call.mount().namespaceId(), accessor, call.now()),
                "invalid accessor");
    }

    private Response answer(Call call, @Nullable TokenEntry token, String absent) {
        if (token == null) {
            throw RequestFailure.invalid("1 error occurred:\n\t* " + absent + "\n\n");
        }
        Caller bearer = callers.of(call.transaction(), token, call.now());
        if (bearer == null) {
            throw RequestFailure.denied();
        }
        if (!call.request().namespace().startsWith(bearer.namespace().path())) {
            throw RequestFailure.denied();
        }
        return answer(call, bearer);
    }

    private static Response answer(Call call, Caller bearer) {
        List<String> paths = new ArrayList<>(call.strings("paths"));
        if (paths.isEmpty()) {
            paths.addAll(call.strings("path"));
        }
        if (paths.isEmpty()) {
            throw RequestFailure.invalid("paths must be supplied");
        }
        if (paths.size() > MAX_PATHS) {
            throw RequestFailure.invalid("at most " + MAX_PATHS + " paths in one request");
        }
        if (paths.stream().anyMatch(String::isEmpty)) {
            throw RequestFailure.invalid("1 error occurred:\n\t* missing path\n\n");
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        for (String path : paths) {
            var capabilities = data.putArray(path);
            bearer.acl()
                    .capabilities(bearer.policyPath(call.request(), path))
                    .forEach(capabilities::add);
        }
        if (paths.size() == 1) {
            data.set("capabilities", data.get(paths.getFirst()).deepCopy());
        }
        return Response.of(data);
    }
}
