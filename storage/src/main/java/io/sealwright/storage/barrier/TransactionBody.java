package io.sealwright.storage.barrier;

import org.jspecify.annotations.Nullable;

/** The work of one transaction; run again on a newer view after a conflict. */
@FunctionalInterface
public interface TransactionBody<T extends @Nullable Object> {
    T run(Transaction transaction) throws Exception;
}
