package io.sealwright.server.namespace;

import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;

/**
 * Records that a namespace starts with; one Spring bean for each room that has some, all run in the
 * transaction that makes the namespace.
 */
public interface NamespaceStart {
    void start(Transaction transaction, int namespace, Instant now);
}
