package io.sealwright.server.spi;

import io.sealwright.storage.barrier.Transaction;

/** Those who hear of what happens to secrets. Thread-safe. */
@FunctionalInterface
public interface Events {
    /**
     * Tells it with the transaction's commit: whoever listens hears of what was committed, and of
     * all of it. Nothing is told of a mount that is gone.
     */
    void tell(Transaction transaction, Event event);
}
