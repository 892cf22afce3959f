package io.sealwright.server.request;

import io.sealwright.server.policies.Acls;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.Request;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenStore;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Transaction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Turns the token of a request into its caller, as of the request's view. */
@Component
final class Authenticator {
    private final TokenStore tokens;
    private final Acls acls;

    Authenticator(TokenStore tokens, Acls acls) {
        this.tokens = tokens;
        this.acls = acls;
    }

    /**
     * Null for a missing, unknown, expired or used-up token, or one that may not come from this
     * address.
     */
    @Nullable Caller authenticate(Transaction transaction, Request request) {
        if (request.token().isEmpty()) {
            return null;
        }
        TokenEntry token =
                tokens.authenticate(transaction, request.token(), request.remote(), request.time());
        if (token == null) {
            return null;
        }
        return new Caller(
                token,
                token.policies(),
                acls.of(transaction, Keys.ROOT_NAMESPACE, token.policies(), request.time()));
    }
}
