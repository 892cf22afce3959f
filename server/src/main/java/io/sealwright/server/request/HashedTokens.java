package io.sealwright.server.request;

import io.sealwright.audit.AuditHasher;
import io.sealwright.audit.Hashed;
import io.sealwright.server.token.TokenEntry;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The audit hashes of tokens in use, so that a busy token is hashed once. Thread-safe. */
final class HashedTokens {
    /** About 400 bytes each; beyond this many the cache starts again. */
    static final int MAX_CACHED = 16_384;

    record Pair(Hashed token, Hashed accessor) {}

    /** Belongs to one hasher: another one has another salt. */
    private record Cache(AuditHasher hasher, ConcurrentHashMap<String, Pair> pairs) {}

    private volatile @Nullable Cache cache;

    /** {@code token} is the one that {@code entry} is stored under the keyed hash of. */
    Pair of(AuditHasher hasher, String token, TokenEntry entry) {
        ConcurrentHashMap<String, Pair> pairs = pairs(hasher);
        Pair known = pairs.get(entry.hash());
        if (known != null) {
            return known;
        }
        Pair made = new Pair(hasher.hash(token), hasher.hash(entry.accessor()));
        if (pairs.size() >= MAX_CACHED) {
            pairs.clear();
        }
        pairs.put(entry.hash(), made);
        return made;
    }

    private ConcurrentHashMap<String, Pair> pairs(AuditHasher hasher) {
        Cache current = cache;
        if (current == null || current.hasher() != hasher) {
            current = new Cache(hasher, new ConcurrentHashMap<>());
            cache = current;
        }
        return current.pairs();
    }
}
