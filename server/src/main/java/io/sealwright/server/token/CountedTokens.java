package io.sealwright.server.token;

import io.sealwright.server.quotas.CountedLeases;
import io.sealwright.storage.barrier.Transaction;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The stored tokens, to be counted again. Thread-safe. */
@Component
final class CountedTokens implements CountedLeases {
    private final TokenStore tokens;

    CountedTokens(TokenStore tokens) {
        this.tokens = tokens;
    }

    @Override
    public Optional<byte[]> recount(
            Transaction transaction, byte @Nullable [] after, int limit, Recount recount) {
        String from = after == null ? "" : TokenRecords.hex(after);
        List<TokenEntry> page = tokens.page(transaction, from, limit);
        for (TokenEntry entry : page) {
            if (TokenCounts.counts(entry)) {
                recount(transaction, entry, recount);
            }
        }
        return page.size() < limit
                ? Optional.empty()
                : Optional.of(TokenRecords.bytes(page.getLast().hash()));
    }

    private void recount(Transaction transaction, TokenEntry scanned, Recount recount) {
        String quota = recount.quota(TokenCounts.place(scanned), scanned.countedBy());
        // A scan is no precondition, a read is; most stay as they are.
        TokenEntry entry =
                quota.equals(scanned.countedBy())
                        ? null
                        : tokens.records().get(transaction, scanned.hash());
        if (entry != null) {
            tokens.records().put(transaction, entry.countedBy(quota));
        }
    }
}
