package io.sealwright.server.policies;

import io.sealwright.server.identity.Identities;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenIdentity;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a token makes of its bearer. Thread-safe. */
@Component
public final class Callers {
    private final Namespaces namespaces;
    private final Identities identities;
    private final TokenIdentity facts;
    private final Acls acls;

    Callers(Namespaces namespaces, Identities identities, TokenIdentity facts, Acls acls) {
        this.namespaces = namespaces;
        this.identities = identities;
        this.facts = facts;
        this.acls = acls;
    }

    /**
     * Null where the token's namespace is gone, or its entity is disabled or gone: then the token
     * is worth nothing.
     *
     * @param token a living one
     */
    public @Nullable Caller of(Transaction transaction, TokenEntry token, Instant now) {
        Namespace namespace = namespaces.tree(transaction).open(token.namespace());
        if (namespace == null) {
            return null;
        }
        if (token.entityId().isEmpty()) {
            return caller(transaction, token, namespace, null, now);
        }
        Identity identity = identities.find(transaction, token.namespace(), token.entityId());
        return identity == null || identity.disabled()
                ? null
                : caller(transaction, token, namespace, identity, now);
    }

    private Caller caller(
            Transaction transaction,
            TokenEntry token,
            Namespace namespace,
            @Nullable Identity identity,
            Instant now) {
        List<String> policies =
                identity == null
                        ? token.policies()
                        : together(token.policies(), identity.policies());
        return new Caller(
                token,
                namespace,
                identity,
                policies,
                acls.of(transaction, token.namespace(), policies, identity, now),
                () -> facts.facts(transaction, token, identity, policies));
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
