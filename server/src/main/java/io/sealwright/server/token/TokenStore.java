package io.sealwright.server.token;

import io.sealwright.crypto.RandomTokens;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.quotas.LeaseCounts;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.BelowFloorException;
import io.sealwright.storage.barrier.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Makes, finds, renews and revokes tokens. A token itself is stored nowhere: it is known by its
 * keyed hash. Everything here works in the caller's transaction; what is read of a token and its
 * ancestors becomes a precondition of the commit. Thread-safe.
 */
@Component
public final class TokenStore {
    /** In front of every random token, as Vault's service tokens have it. */
    public static final String PREFIX = "hvs.";

    private static final int RANDOM_LENGTH = 24;
    // Longer than any token we make or take; what is longer is not worth a hash.
    private static final int MAX_TOKEN_LENGTH = 1_024;

    private final TokenRecords records;
    private final TokenTree tree;
    private final Issuers issuers;
    private final Namespaces namespaces;
    private final SecureRandom random;
    private final LeaseLimits limits;

    @Autowired
    TokenStore(
            Barrier barrier,
            Issuers issuers,
            TokenEnds ends,
            Namespaces namespaces,
            SecureRandom random,
            LeaseLimits limits,
            LeaseCounts counts) {
        this(barrier::hash, issuers, ends, namespaces, random, limits, counts);
    }

    TokenStore(
            TokenRecords.Hashing hashing,
            Issuers issuers,
            TokenEnds ends,
            Namespaces namespaces,
            SecureRandom random,
            LeaseLimits limits,
            LeaseCounts counts) {
        this.records = new TokenRecords(hashing, new TokenCounts(counts));
        this.issuers = issuers;
        this.namespaces = namespaces;
        this.tree = new TokenTree(records, issuers, ends);
        this.random = random;
        this.limits = limits;
    }

    /** The system's own, before any mount's tuning. */
    public LeaseLimits limits() {
        return limits;
    }

    TokenRecords records() {
        return records;
    }

    /** The auth mount whose login made the token; null for a token of another kind. */
    @Nullable Mounted issuer(Transaction transaction, TokenEntry entry) {
        String accessor = entry.internal().get(LoginTokens.ISSUER);
        return accessor == null ? null : issuer(transaction, entry.namespace(), accessor);
    }

    @Nullable Mounted issuer(Transaction transaction, int namespace, String accessor) {
        return issuers.find(transaction, namespace, accessor);
    }

    TokenTree tree() {
        return tree;
    }

    /**
     * Null for a token that is unknown, expired, used up or has lost an ancestor, or that may not
     * come from this address. Does not write.
     */
    public @Nullable TokenEntry authenticate(
            Transaction transaction, String token, Remote remote, Instant now) {
        TokenEntry entry = find(transaction, token, now);
        return entry == null || !allowedFrom(entry, remote) || usedUp(transaction, entry)
                ? null
                : entry;
    }

    /**
     * As {@link #authenticate}, for a token that is the subject of a request, so that its address
     * and uses do not count.
     */
    public @Nullable TokenEntry find(Transaction transaction, String token, Instant now) {
        if (token.isEmpty() || token.length() > MAX_TOKEN_LENGTH) {
            return null;
        }
        return findByHash(transaction, records.hash(token), now);
    }

    /**
     * As {@link #find}, for the subject of a request: a namespace reaches its own tokens and those
     * of the namespaces within it.
     *
     * @param from path of the request's namespace, with a slash behind each name
     */
    public @Nullable TokenEntry findFrom(
            Transaction transaction, String from, String token, Instant now) {
        TokenEntry entry = find(transaction, token, now);
        Namespace namespace =
                entry == null ? null : namespaces.tree(transaction).open(entry.namespace());
        return namespace == null || !namespace.path().startsWith(from) ? null : entry;
    }

    /** The living token of an accessor, in that namespace alone. */
    public @Nullable TokenEntry findByAccessor(
            Transaction transaction, int namespace, String accessor, Instant now) {
        if (accessor.isEmpty() || accessor.length() > MAX_TOKEN_LENGTH) {
            return null;
        }
        String hash = records.hashOfAccessor(transaction, namespace, accessor);
        return hash == null ? null : findByHash(transaction, hash, now);
    }

    /**
     * @param hash hex of the token's keyed hash, as in {@link TokenEntry#hash}
     */
    public @Nullable TokenEntry findByHash(Transaction transaction, String hash, Instant now) {
        TokenEntry entry = records.get(transaction, hash);
        boolean live =
                entry != null
                        && !entry.retired()
                        && !entry.expired(now)
                        && tree.rootsLive(transaction, entry, now);
        return live ? entry : null;
    }

    /**
     * All stored tokens in the order of their hashes, dead ones too. No preconditions.
     *
     * @param after hash of the last one of the page before; empty for the first page
     */
    public List<TokenEntry> page(Transaction transaction, String after, int limit) {
        return records.scan(transaction, after, limit);
    }

    private static boolean allowedFrom(TokenEntry entry, Remote remote) {
        return entry.boundCidrs().isEmpty()
                || CidrBlock.anyContains(entry.boundCidrs(), remote.address());
    }

    private boolean usedUp(Transaction transaction, TokenEntry entry) {
        if (entry.numUses() == 0) {
            return false;
        }
        Long left = records.uses(transaction, entry.hash());
        return left == null || left <= 0;
    }

    /** Uses that are left; 0 for a token without a limit. */
    public long usesLeft(Transaction transaction, TokenEntry entry) {
        Long left = entry.numUses() == 0 ? null : records.uses(transaction, entry.hash());
        return left == null ? 0 : left;
    }

    /**
     * Counts one use of a limited token, after what it was used for; the last one revokes it.
     * Writes nothing for any other token, nor for one that this transaction has revoked.
     *
     * @throws RequestFailure permission denied, if all uses are gone
     */
    public void use(Transaction transaction, TokenEntry entry, Instant now) {
        if (entry.numUses() == 0 || records.get(transaction, entry.hash()) == null) {
            return;
        }
        try {
            records.takeUse(transaction, entry.hash());
        } catch (BelowFloorException _) {
            throw RequestFailure.denied();
        }
        if (usesLeft(transaction, entry) <= 0) {
            tree.revokeUsedUp(transaction, entry, now, Budget.ofTransaction());
        }
    }

    /**
     * Makes a token.
     *
     * @throws RequestFailure for an id that is in use, a parent that is too deep in its own tree,
     *     or if there are too many leases
     */
    public IssuedToken create(Transaction transaction, TokenSpec spec, Instant now) {
        String suffix = suffix(transaction, spec.namespace());
        String token =
                spec.id().isEmpty()
                        ? PREFIX + RandomTokens.base62(RANDOM_LENGTH, random) + suffix
                        : spec.id();
        String hash = records.hash(token);
        if (records.get(transaction, hash) != null) {
            throw RequestFailure.invalid("cannot create a token with a duplicate ID");
        }
        requireParent(transaction, spec, now);
        Ttl ttl = firstTtl(spec, now);
        TokenEntry entry =
                records.add(
                        transaction,
                        entry(
                                spec,
                                hash,
                                RandomTokens.base62(RANDOM_LENGTH, random) + suffix,
                                ttl.ttl(),
                                now));
        return new IssuedToken(
                grant(token, entry, ttl.ttl(), entry.numUses()), entry, ttl.warnings());
    }

    /** Tokens and accessors tell their namespace, as the peer's do. */
    private String suffix(Transaction transaction, int number) {
        if (number == Keys.ROOT_NAMESPACE) {
            return "";
        }
        Namespace namespace = namespaces.tree(transaction).open(number);
        if (namespace == null) {
            throw RequestFailure.notFound("namespace not found");
        }
        return "." + namespace.id();
    }

    private void requireParent(Transaction transaction, TokenSpec spec, Instant now) {
        if (spec.parent().isEmpty()) {
            return;
        }
        TokenEntry parent = findByHash(transaction, spec.parent(), now);
        if (parent == null) {
            throw RequestFailure.denied();
        }
        if (tree.depth(transaction, parent) >= TokenTree.MAX_DEPTH) {
            throw RequestFailure.invalid(
                    "tokens can be nested "
                            + TokenTree.MAX_DEPTH
                            + " levels deep; create an orphan instead");
        }
    }

    /** A root token that asks for no end has none. */
    private static Ttl firstTtl(TokenSpec spec, Instant now) {
        TokenSpec.Lifetime lifetime = spec.lifetime();
        boolean endless =
                spec.policies().contains("root")
                        && !Ttl.given(spec.ttl())
                        && !Ttl.given(lifetime.period());
        return endless
                ? new Ttl(lifetime.explicitMaxTtl(), List.of())
                : Ttl.of(
                        new Ttl.Wish(
                                Duration.ZERO,
                                spec.ttl(),
                                lifetime.period(),
                                lifetime.explicitMaxTtl()),
                        spec.limits(),
                        now,
                        now);
    }

    private static TokenEntry entry(
            TokenSpec spec, String hash, String accessor, Duration ttl, Instant now) {
        long expireTime = ttl.isZero() ? 0 : now.plus(ttl).toEpochMilli();
        return new TokenEntry(
                hash,
                accessor,
                spec.parent(),
                spec.policies(),
                spec.path(),
                spec.displayName(),
                spec.metadata(),
                spec.numUses(),
                now.getEpochSecond(),
                0,
                ttl.toSeconds(),
                expireTime,
                spec.explicitMaxTtl().toSeconds(),
                spec.period().toSeconds(),
                spec.renewable() && !ttl.isZero(),
                "service",
                spec.role(),
                spec.entityId(),
                spec.boundCidrs(),
                spec.internal(),
                spec.namespace());
    }

    /**
     * A root token that never expires, for init, generate-root and the dev server.
     *
     * @param id of the token; empty for a random one
     */
    public AuthGrant createRoot(Transaction transaction, String id, Instant now) {
        TokenSpec spec =
                TokenSpec.at("auth/token/root", List.of("root"), limits)
                        .id(id)
                        .displayName("root")
                        .build();
        return create(transaction, spec, now).grant();
    }

    /**
     * Renews a living token.
     *
     * @param token as the grant shall show it; may be empty
     * @param increment zero = as long as the last time
     * @param lifetime the period and maximum in force now
     * @throws RequestFailure if it cannot be renewed
     */
    public IssuedToken renew(
            Transaction transaction,
            TokenEntry entry,
            String token,
            Duration increment,
            TokenSpec.Lifetime lifetime,
            LeaseLimits inForce,
            Instant now) {
        if (!entry.renewable()) {
            throw RequestFailure.invalid("lease is not renewable");
        }
        Duration usual = Duration.ofSeconds(entry.lastTtl());
        Ttl ttl =
                Ttl.of(
                        new Ttl.Wish(
                                increment, usual, lifetime.period(), lifetime.explicitMaxTtl()),
                        inForce,
                        Instant.ofEpochSecond(entry.creationTime()),
                        now);
        TokenEntry renewed = entry.asRenewed(now, now.plus(ttl.ttl()).toEpochMilli());
        records.reschedule(transaction, entry, renewed);
        int uses = Math.toIntExact(usesLeft(transaction, renewed));
        return new IssuedToken(grant(token, renewed, ttl.ttl(), uses), renewed, ttl.warnings());
    }

    /** Revokes a token and everything below it; nothing if it is gone already. */
    public void revoke(Transaction transaction, TokenEntry entry, Instant now) {
        revoke(transaction, entry, now, Budget.ofTransaction());
    }

    void revoke(Transaction transaction, TokenEntry entry, Instant now, Budget budget) {
        if (records.get(transaction, entry.hash()) != null) {
            tree.revoke(transaction, entry, now, budget);
        }
    }

    /** Stored, but of no use to anybody any more. */
    boolean dead(Transaction transaction, TokenEntry entry, Instant now) {
        return entry.expired(now)
                || usedUp(transaction, entry)
                || !tree.rootsLive(transaction, entry, now);
    }

    /** Revokes a token alone; its children become orphans. */
    public void revokeOrphaning(Transaction transaction, TokenEntry entry, Instant now) {
        tree.revokeOrphaning(transaction, entry, now, Budget.ofTransaction());
    }

    private static AuthGrant grant(String token, TokenEntry entry, Duration ttl, int numUses) {
        return new AuthGrant(
                token,
                entry.accessor(),
                entry.policies(),
                entry.policies(),
                List.of(),
                entry.metadata(),
                ttl.toSeconds(),
                entry.renewable(),
                entry.entityId(),
                entry.type(),
                entry.orphan(),
                numUses);
    }
}
