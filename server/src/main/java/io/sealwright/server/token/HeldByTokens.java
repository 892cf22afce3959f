package io.sealwright.server.token;

import io.sealwright.server.identity.Identities;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.policies.Callers;
import io.sealwright.server.spi.PolicyHolders;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Living tokens, by the role or the path that they come from. */
@Component
final class HeldByTokens implements PolicyHolders {
    private final TokenStore tokens;
    private final Identities identities;

    HeldByTokens(TokenStore tokens, Identities identities) {
        this.tokens = tokens;
        this.identities = identities;
    }

    @Override
    public String kind() {
        return "tokens";
    }

    @Override
    public Page page(Transaction transaction, int namespace, String after, int limit, Instant now) {
        List<TokenEntry> page = tokens.page(transaction, after, limit);
        return new Page(
                page.stream()
                        .filter(token -> token.namespace() == namespace)
                        .filter(token -> !token.retired() && !tokens.dead(transaction, token, now))
                        .map(token -> holder(transaction, namespace, token))
                        .filter(Objects::nonNull)
                        .toList(),
                page.size() < limit ? "" : page.getLast().hash());
    }

    /** Null where the token's entity is disabled or gone. */
    private @Nullable Holder holder(Transaction transaction, int namespace, TokenEntry token) {
        String source = token.role().isEmpty() ? token.path() : "auth/token/roles/" + token.role();
        if (token.entityId().isEmpty()) {
            return new Holder(token.accessor(), source, token.policies(), false);
        }
        Identity identity = identities.find(transaction, namespace, token.entityId());
        return identity == null || identity.disabled()
                ? null
                : new Holder(
                        token.accessor(),
                        source,
                        Callers.together(token.policies(), identity.policies()),
                        false,
                        identity);
    }
}
