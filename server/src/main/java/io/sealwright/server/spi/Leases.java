package io.sealwright.server.spi;

import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/**
 * Leases of what secret engines make outside of the store. Thread-safe.
 *
 * <p>An engine first writes down what it is about to make ({@link #begin}), then makes it, then
 * issues the lease in the request's own transaction. Whatever happens in between, the death of this
 * node too, what was made and not issued is revoked.
 */
public interface Leases {
    /**
     * Written down, not issued yet.
     *
     * @param id of the lease to be
     * @param at when it was written down
     * @param data see {@link SecretLease#data}
     */
    record Begun(String id, Instant at, ObjectNode data) {
        /** Without the engine's data. */
        @Override
        public String toString() {
            return "Begun[" + id + "]";
        }
    }

    /**
     * Writes down in a transaction of its own that something is about to be made. Once for a
     * request: callers keep the result in {@link Request#once}.
     *
     * @param data see {@link SecretLease#data}: names what will be made
     * @throws RequestFailure if the mount is gone, or the caller's token
     */
    Begun begin(Call call, ObjectNode data);

    /**
     * Issues the lease in the call's transaction: it ends with its time, with the caller's token,
     * or with its mount, whichever is first.
     *
     * @throws RequestFailure if it took so long that it is being revoked already
     */
    LeaseGrant issue(Call call, Begun begun, LeaseTerms terms);

    /**
     * What was begun is revoked soon, since making it failed or its outcome is not known. In a
     * transaction of its own; never throws: revocation comes by itself later if this fails.
     */
    void abandon(Call call, Begun begun);
}
