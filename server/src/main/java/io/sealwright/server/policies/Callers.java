package io.sealwright.server.policies;

import io.sealwright.policy.Acl;
import io.sealwright.server.identity.Identities;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a token makes of its bearer. Thread-safe. */
@Component
public final class Callers {
    private final Identities identities;
    private final Acls acls;

    Callers(Identities identities, Acls acls) {
        this.identities = identities;
        this.acls = acls;
    }

    /**
     * Null where the token's entity is disabled or gone: then the token is worth nothing.
     *
     * @param token a living one
     */
    public @Nullable Caller of(Transaction transaction, TokenEntry token, Instant now) {
        if (token.entityId().isEmpty()) {
            return new Caller(
                    token, null, token.policies(), acl(transaction, token.policies(), null, now));
        }
        Identity identity = identities.find(transaction, Keys.ROOT_NAMESPACE, token.entityId());
        if (identity == null || identity.disabled()) {
            return null;
        }
        List<String> policies = together(token.policies(), identity.policies());
        return new Caller(token, identity, policies, acl(transaction, policies, identity, now));
    }

    private Acl acl(
            Transaction transaction,
            List<String> policies,
            @Nullable Identity identity,
            Instant now) {
        return acls.of(transaction, Keys.ROOT_NAMESPACE, policies, identity, now);
    }

    /** Policies of a token and of its identity, in order and each once. */
    public static List<String> together(List<String> tokens, List<String> identitys) {
        if (identitys.isEmpty()) {
            return tokens;
        }
        TreeSet<String> all = new TreeSet<>(tokens);
        all.addAll(identitys);
        return List.copyOf(all);
    }
}
