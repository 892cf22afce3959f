package io.sealwright.server.namespace;

import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;

/** Something that a namespace has outside of the store, and that ends before it. Thread-safe. */
@FunctionalInterface
public interface HeldOutside {
    /** Whether there is any left; begins to end it then. */
    boolean left(Transaction transaction, int namespace, Instant now);
}
