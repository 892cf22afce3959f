package io.sealwright.server.quotas;

import io.sealwright.storage.barrier.Transaction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stored leases of one kind, to be counted again after the limits changed: one Spring bean for
 * each. Thread-safe.
 */
public interface CountedLeases {
    /** Says what counts a lease now. For one transaction. */
    @FunctionalInterface
    interface Recount {
        /**
         * @param before what is kept with the lease
         * @return what is to be kept with it from now on, in the same transaction
         */
        String quota(LeasePlace place, String before);
    }

    /**
     * Looks at some leases in an order of their own and keeps with each what counts it now; the
     * commit depends on those that it changes.
     *
     * @param after the last one that was looked at; null at the start
     * @param limit how many to look at
     * @return the last one of these; empty if there are no more
     */
    Optional<byte[]> recount(
            Transaction transaction, byte @Nullable [] after, int limit, Recount recount);
}
