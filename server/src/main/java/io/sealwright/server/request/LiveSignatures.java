package io.sealwright.server.request;

import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Deadline;
import java.time.Instant;

/**
 * Whether a signature is right, asked before a large body is looked at; what its signer may do, the
 * pipeline decides. Thread-safe.
 */
@FunctionalInterface
public interface LiveSignatures {
    /**
     * @throws RequestFailure if it cannot be said now: sealed, or no majority
     */
    boolean live(Action.Signed action, Remote remote, Instant now, Deadline deadline);
}
