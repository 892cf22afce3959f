package io.sealwright.server.spi;

import io.sealwright.storage.barrier.Transaction;

/**
 * Is told when the time has come that a secret's {@code expires_at} annotation names. Runs on the
 * leader, in the transaction that takes the entry out of the due index, so that what it writes
 * there is written once; the body of that transaction may run again. Thread-safe.
 */
@FunctionalInterface
public interface EndingListener {
    void ended(Transaction transaction, Ending ending);
}
