package io.sealwright.server.token;

import io.sealwright.server.spi.DueWork;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.stereotype.Component;

/**
 * Revokes tokens whose time is over, and goes on with revocations that were too large for one
 * transaction. Thread-safe.
 */
@Component
final class TokenExpiry implements DueWork {
    private final TokenStore tokens;
    private final TokenSweep sweep;
    private final InstantSource clock;

    TokenExpiry(TokenStore tokens, TokenSweep sweep, InstantSource clock) {
        this.tokens = tokens;
        this.sweep = sweep;
        this.clock = clock;
    }

    @Override
    public byte kind() {
        return TOKEN;
    }

    @Override
    public void due(Transaction transaction, DueEntry entry) {
        byte[] id = entry.id();
        if (id.length == TokenRecords.HASH_BYTES) {
            expire(transaction, TokenRecords.hex(id), entry.at());
            return;
        }
        Budget budget = Budget.ofTransaction();
        Instant now = clock.instant();
        switch (id[0]) {
            case TokenTree.REVOKE_CHILDREN ->
                    tokens.tree().revokeChildren(transaction, hash(id), now, budget);
            case TokenTree.ORPHAN_CHILDREN ->
                    tokens.tree().orphanMore(transaction, hash(id), now, budget);
            case TokenTree.CLEAR_CUBBYHOLE ->
                    tokens.tree().clearCubbyhole(transaction, hash(id), now, budget);
            case TokenTree.REMOVE_USES -> tokens.tree().removeUses(transaction, hash(id));
            case TokenSweep.STEP -> sweep.go(transaction, entry.value(), now);
            default ->
                    throw new IllegalStateException(
                            "token work of an unknown kind in the due index");
        }
    }

    /** A token that was renewed meanwhile has another entry. */
    private void expire(Transaction transaction, String hash, Instant at) {
        TokenEntry token = tokens.records().get(transaction, hash);
        if (token != null && token.expired(at)) {
            tokens.revoke(transaction, token, clock.instant());
        }
    }

    private static String hash(byte[] id) {
        byte[] hash = new byte[TokenRecords.HASH_BYTES];
        ByteBuffer.wrap(id, 1, TokenRecords.HASH_BYTES).get(hash);
        return TokenRecords.hex(hash);
    }
}
