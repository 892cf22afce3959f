package io.sealwright.server.lease;

import io.sealwright.server.token.TokenEnds;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** The leases of a token end with it, soon. Thread-safe. */
@Component
final class TokenLeaseEnds implements TokenEnds {
    @Override
    public void ended(Transaction transaction, String hash, Instant now) {
        if (LeaseRecords.anyOfToken(transaction, hash)) {
            LeaseRecords.endOfToken(transaction, hash, now);
        }
    }
}
