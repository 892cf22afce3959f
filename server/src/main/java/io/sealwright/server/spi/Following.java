package io.sealwright.server.spi;

import io.sealwright.storage.Deadline;

/**
 * What an answer waits for after its transaction is committed, such as the end of what it has
 * begun. Outside of the transaction, and before the answer is audited.
 */
@FunctionalInterface
public interface Following {
    /**
     * Waits and answers, at the latest by the request's deadline.
     *
     * @throws RequestFailure what is answered instead
     */
    Response await(Deadline deadline) throws InterruptedException;
}
