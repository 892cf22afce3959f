package io.sealwright.server.node;

import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;

/**
 * Records that a new cluster starts with; one Spring bean for each room that has some, all run in
 * one transaction.
 */
public interface Founding {
    void found(Transaction transaction, Instant now);
}
