package io.sealwright.server.token;

import io.sealwright.policy.ConditionFacts.IdentityFacts;
import io.sealwright.policy.TemplateContext;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.mount.Mounted;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What conditions can see of who stands behind a token. Thread-safe. */
@Component
public final class TokenIdentity {
    private static final String TOKENS = "auth/token/";

    private final TokenStore tokens;

    TokenIdentity(TokenStore tokens) {
        this.tokens = tokens;
    }

    /**
     * @param identity null for a token that belongs to no entity
     * @param policies of the token and of its identity together
     */
    public IdentityFacts facts(
            Transaction transaction,
            TokenEntry token,
            @Nullable Identity identity,
            List<String> policies) {
        TemplateContext known = identity == null ? TemplateContext.none() : identity.template();
        Mounted issuer = tokens.issuer(transaction, token);
        boolean created = token.path().startsWith(TOKENS);
        return new IdentityFacts(
                known.entity(),
                known.groups(),
                token.metadata(),
                issuer == null ? (created ? "token" : "") : issuer.mount().type(),
                issuer == null ? (created ? TOKENS : "") : issuer.mount().path(),
                Instant.ofEpochSecond(token.creationTime()),
                token.displayName(),
                policies);
    }
}
