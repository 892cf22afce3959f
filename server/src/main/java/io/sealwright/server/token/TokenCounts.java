package io.sealwright.server.token;

import io.sealwright.server.policies.Policies;
import io.sealwright.server.quotas.LeaseCounts;
import io.sealwright.server.quotas.LeasePlace;
import io.sealwright.storage.barrier.Transaction;

/**
 * Tokens as leases that count: those that expire, come from an auth mount, and neither are root
 * tokens nor hold a wrapped answer. Thread-safe.
 */
final class TokenCounts {
    private final LeaseCounts counts;

    TokenCounts(LeaseCounts counts) {
        this.counts = counts;
    }

    static boolean counts(TokenEntry entry) {
        return entry.expireTime() > 0
                && entry.path().startsWith("auth/")
                && !entry.root()
                && !entry.policies().contains(Policies.RESPONSE_WRAPPING);
    }

    static LeasePlace place(TokenEntry entry) {
        return new LeasePlace(
                entry.namespace(),
                entry.internal().getOrDefault(LoginTokens.ISSUER, ""),
                entry.path(),
                entry.internal().getOrDefault(LoginTokens.LOGIN_ROLE, ""));
    }

    /** A new token, with what counts it. */
    TokenEntry counted(Transaction transaction, TokenEntry entry) {
        return counts(entry) ? entry.countedBy(counts.take(transaction, place(entry))) : entry;
    }

    void giveBack(Transaction transaction, TokenEntry entry) {
        counts.giveBack(transaction, entry.countedBy());
    }
}
