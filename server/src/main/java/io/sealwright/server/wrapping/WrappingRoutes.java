package io.sealwright.server.wrapping;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenStore;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/wrapping/*}. */
@Component
final class WrappingRoutes implements SysRoutes {
    private static final String TOKEN = "token";
    private static final String WHICH =
            "The wrapping token; without it, the request's own token is meant.";

    private final Wrapping wrapping;
    private final TokenStore tokens;

    WrappingRoutes(Wrapping wrapping, TokenStore tokens) {
        this.wrapping = wrapping;
        this.tokens = tokens;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("wrapping/wrap", "Wraps the given JSON object.")
                        .freeForm()
                        .on(Operation.UPDATE, this::wrap)
                        .build(),
                // Unauthenticated, because a wrapping token that is used up must be told from a
                // caller without rights: the
                // handler demands a living wrapping token, and of any other caller the right to
                // this path.
                Route.at("wrapping/unwrap", "Gives out what a wrapping token stands for, once.")
                        .field(TOKEN, FieldType.STRING, WHICH)
                        .unauthenticated()
                        .on(Operation.UPDATE, this::unwrap)
                        .build(),
                Route.at("wrapping/rewrap", "Moves what a wrapping token stands for to a new one.")
                        .field(TOKEN, FieldType.STRING, WHICH)
                        .on(Operation.UPDATE, this::rewrap)
                        .build(),
                Route.at("wrapping/lookup", "Tells when and where a wrapping token was made.")
                        .field(TOKEN, FieldType.STRING, WHICH)
                        .unauthenticated()
                        .on(Operation.READ, this::lookup)
                        .on(Operation.UPDATE, this::lookup)
                        .build());
    }

    static RequestFailure invalidToken() {
        return RequestFailure.invalid("wrapping token is not valid or does not exist");
    }

    private Response wrap(Call call) {
        if (call.request().wrapTtl().isZero()) {
            throw RequestFailure.invalid("endpoint requires response wrapping to be used");
        }
        RequestBody body = call.request().body();
        return Response.of(body.raw().length == 0 ? body.object() : RawMembers.of(body.raw()));
    }

    private Response unwrap(Call call) {
        TokenEntry entry = subject(call);
        String own = call.request().token();
        boolean thirdParty =
                call.has(TOKEN) && !own.isEmpty() && !own.equals(call.string(TOKEN, ""));
        if (thirdParty) {
            requireRight(call);
        }
        return wrapping.unwrap(call.transaction(), entry, call.now());
    }

    /** Someone who shows a token besides the wrapping token answers for it. */
    private void requireRight(Call call) {
        Caller caller = call.caller();
        if (!caller.decide(call.request()).allowed()) {
            throw RequestFailure.denied();
        }
        tokens.use(call.transaction(), caller.token(), call.now());
    }

    private Response rewrap(Call call) {
        return wrapping.rewrap(call.transaction(), subject(call), call.now());
    }

    private Response lookup(Call call) {
        Wrapping.Origin origin = wrapping.origin(subject(call));
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("creation_path", origin.path());
        data.put("creation_time", origin.time().toString());
        data.put("creation_ttl", origin.ttl());
        return Response.of(data);
    }

    private TokenEntry subject(Call call) {
        String token = call.string(TOKEN, "");
        String wanted = token.isEmpty() ? call.request().token() : token;
        TokenEntry entry = wrapping.find(call.transaction(), wanted, call.now());
        if (entry == null) {
            throw invalidToken();
        }
        return entry;
    }
}
