package io.sealwright.storage.barrier;

/** The work of one transaction; run again on a newer view after a conflict. */
@FunctionalInterface
public interface TransactionBody<T> {
    T run(Transaction transaction) throws Exception;
}
