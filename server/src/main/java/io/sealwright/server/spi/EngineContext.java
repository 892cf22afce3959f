package io.sealwright.server.spi;

import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;

/**
 * A mount's view of one transaction, also outside a request (mounting, due work).
 *
 * @param now the time of this request, read once; also on a repeated run of the transaction
 */
public record EngineContext(Transaction transaction, Mount mount, Instant now) {
    /** Ids of items and counters that begin with {@code 0xFE} are the server's own. */
    public Records records() {
        return transaction.records(mount.namespaceId(), mount.space());
    }
}
