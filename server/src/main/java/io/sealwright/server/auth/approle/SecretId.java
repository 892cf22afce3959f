package io.sealwright.server.auth.approle;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A stored secret id, without the secret id itself: that is known by its keyed hash alone.
 *
 * @param created epoch milliseconds
 * @param updated epoch milliseconds
 * @param expires epoch milliseconds; 0 = does not expire
 * @param ttl seconds at creation
 * @param usesLeft 0 = without limit
 * @param cidrs blocks from where it may be used; empty = from everywhere
 * @param tokenCidrs what its tokens are bound to in place of the role's addresses; empty = as the
 *     role says
 */
record SecretId(
        String accessor,
        long created,
        long updated,
        long expires,
        long ttl,
        int usesLeft,
        List<String> cidrs,
        List<String> tokenCidrs,
        Map<String, String> metadata) {
    SecretId {
        cidrs = List.copyOf(cidrs);
        tokenCidrs = List.copyOf(tokenCidrs);
        metadata = Map.copyOf(metadata);
    }

    boolean expired(Instant now) {
        return expires > 0 && now.toEpochMilli() >= expires;
    }

    SecretId usedOnce(Instant now) {
        return new SecretId(
                accessor,
                created,
                now.toEpochMilli(),
                expires,
                ttl,
                usesLeft - 1,
                cidrs,
                tokenCidrs,
                metadata);
    }

    @Override
    public String toString() {
        return "SecretId";
    }
}
