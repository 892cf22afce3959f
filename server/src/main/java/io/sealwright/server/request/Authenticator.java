package io.sealwright.server.request;

import io.sealwright.server.gcp.GcpErrors;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.policies.Callers;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.RequestSigners;
import io.sealwright.server.spi.SignedBearers;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenStore;
import io.sealwright.storage.barrier.Transaction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Turns the token or the signature of a request into its caller, as of the request's view. */
@Component
final class Authenticator {
    private final TokenStore tokens;
    private final RequestSigners signers;
    private final SignedBearers bearers;
    private final Callers callers;

    Authenticator(
            TokenStore tokens, RequestSigners signers, SignedBearers bearers, Callers callers) {
        this.tokens = tokens;
        this.signers = signers;
        this.bearers = bearers;
        this.callers = callers;
    }

    /**
     * Nobody for a missing, unknown, expired or used-up token, one that may not come from this
     * address, one whose entity is disabled or gone, or one of another namespace than the request's
     * and those around it; and for a signature of which the like holds.
     */
    Standing authenticate(Transaction transaction, Routed routed, Request request) {
        return switch (request.action()) {
            case null -> Standing.of(bearer(transaction, routed, request));
            case Action.Signed _ -> signer(transaction, request);
            // What it proves, its handler looks at.
            case Action.Unsigned _ -> Standing.of(null);
            case Action.InProject _ -> {
                Caller caller = bearer(transaction, routed, request);
                // Its clients ask for a new token after this, and after a refusal do not.
                yield caller == null
                        ? new Standing.Nobody(GcpErrors.unauthenticated())
                        : Standing.of(caller);
            }
        };
    }

    private @Nullable Caller bearer(Transaction transaction, Routed routed, Request request) {
        Namespace namespace = routed.namespace();
        if (request.token().isEmpty() || namespace == null) {
            return null;
        }
        TokenEntry token = token(transaction, request);
        Caller caller = token == null ? null : callers.of(transaction, token, request.time());
        return caller == null || !namespace.within(caller.namespace()) ? null : caller;
    }

    /** Clients of projects may sign theirs by themselves. */
    private @Nullable TokenEntry token(Transaction transaction, Request request) {
        return request.action() instanceof Action.InProject
                        && SignedBearers.looksSigned(request.token())
                ? bearers.bearer(transaction, request.token(), request.remote(), request.time())
                : tokens.authenticate(
                        transaction, request.token(), request.remote(), request.time());
    }

    private Standing signer(Transaction transaction, Request request) {
        try {
            TokenEntry token = signers.signer(transaction, request);
            return Standing.of(callers.of(transaction, token, request.time()));
        } catch (RequestFailure refused) {
            return new Standing.Nobody(refused);
        }
    }
}
