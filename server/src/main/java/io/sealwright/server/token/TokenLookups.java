package io.sealwright.server.token;

import io.sealwright.policy.Operation;
import io.sealwright.server.identity.Identities;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code auth/token/lookup*} and {@code accessors}. */
@Component
final class TokenLookups {
    // A page; the next one starts after its last accessor.
    private static final int MAX_ACCESSORS = 100_000;

    private final TokenStore tokens;
    private final Namespaces namespaces;
    private final Identities identities;

    TokenLookups(TokenStore tokens, Namespaces namespaces, Identities identities) {
        this.tokens = tokens;
        this.namespaces = namespaces;
        this.identities = identities;
    }

    List<Route> routes() {
        return List.of(
                Route.at("lookup", "Shows a token.")
                        .field("token", FieldType.STRING, "The token; the caller's own if empty.")
                        .on(Operation.READ, this::lookup)
                        .on(Operation.UPDATE, this::lookup)
                        .build(),
                Route.at("lookup-self", "Shows the caller's token.")
                        .field("token", FieldType.STRING, "Not used.")
                        .on(Operation.READ, this::lookupSelf)
                        .on(Operation.UPDATE, this::lookupSelf)
                        .build(),
                Route.at("lookup-accessor", "Shows the token of an accessor, without its id.")
                        .field("accessor", FieldType.STRING, "The accessor.")
                        .on(Operation.UPDATE, this::lookupAccessor)
                        .build(),
                Route.at("accessors/", "Lists the accessors of all tokens.")
                        .field("after", FieldType.STRING, "Starts after this accessor.")
                        .field("limit", FieldType.INT, "The most accessors to list.")
                        .sudo(Operation.LIST)
                        .on(Operation.LIST, this::accessors)
                        .build());
    }

    private Response lookup(Call call) {
        String token = call.string("token", "");
        if (token.isEmpty()) {
            return lookupSelf(call);
        }
        TokenEntry entry = TokenFields.byId(call, tokens, token);
        if (entry == null
                || entry.numUses() > 0 && tokens.usesLeft(call.transaction(), entry) == 0) {
            throw new RequestFailure(new Failure.PermissionDenied("bad token"));
        }
        return show(call, entry, token);
    }

    private Response lookupSelf(Call call) {
        return show(call, call.caller().token(), call.request().token());
    }

    private Response lookupAccessor(Call call) {
        return show(call, TokenFields.byAccessor(call, tokens), "");
    }

    private Response show(Call call, TokenEntry entry, String id) {
        long uses = tokens.usesLeft(call.transaction(), entry);
        boolean own = entry.hash().equals(call.caller().token().hash());
        if (own && entry.numUses() > 0) {
            // This request's own use is counted after it, but shown as counted, the last one as -1.
            uses = uses > 1 ? uses - 1 : -1;
        }
        return Response.of(
                TokenView.of(
                        entry,
                        TokenFields.identity(call, identities, entry),
                        id,
                        uses,
                        call.now(),
                        namespaces.tree(call.transaction()).open(entry.namespace())));
    }

    private Response accessors(Call call) {
        long limit = call.integer("limit", MAX_ACCESSORS);
        int bound = limit <= 0 ? MAX_ACCESSORS : (int) Math.min(limit, MAX_ACCESSORS);
        List<String> found =
                tokens.records()
                        .accessors(
                                call.transaction(),
                                call.mount().namespaceId(),
                                call.string("after", ""),
                                bound);
        if (found.isEmpty()) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.set("keys", TokenView.strings(found));
        Response response = Response.of(data);
        return found.size() == MAX_ACCESSORS
                ? response.withWarning(
                        "There are more accessors; list again with \"after\" set to the last one.")
                : response;
    }
}
