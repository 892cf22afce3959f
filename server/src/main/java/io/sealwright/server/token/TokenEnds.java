package io.sealwright.server.token;

import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;

/** Told when a token ends, however it does. Thread-safe. */
@FunctionalInterface
public interface TokenEnds {
    /**
     * In the transaction that takes the token's record away.
     *
     * @param hash hex of the token's keyed hash
     */
    void ended(Transaction transaction, String hash, Instant now);
}
