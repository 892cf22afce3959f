package io.sealwright.server.token;

import io.sealwright.server.policies.Callers;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.PolicyHolders;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Living tokens, by the role or the path that they come from. */
@Component
final class HeldByTokens implements PolicyHolders {
    private final TokenStore tokens;
    private final Callers callers;

    HeldByTokens(TokenStore tokens, Callers callers) {
        this.tokens = tokens;
        this.callers = callers;
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
                        .map(token -> callers.of(transaction, token, now))
                        .filter(Objects::nonNull)
                        .map(HeldByTokens::holder)
                        .toList(),
                page.size() < limit ? "" : page.getLast().hash());
    }

    private static Holder holder(Caller bearer) {
        TokenEntry token = bearer.token();
        String source = token.role().isEmpty() ? token.path() : "auth/token/roles/" + token.role();
        return new Holder(token.accessor(), source, bearer.policies(), false);
    }
}
