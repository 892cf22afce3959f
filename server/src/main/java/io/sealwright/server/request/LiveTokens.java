package io.sealwright.server.request;

import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Deadline;

/**
 * Whether a token is one, asked before a large body is looked at; what it may do, the pipeline
 * decides. Thread-safe.
 */
@FunctionalInterface
public interface LiveTokens {
    /**
     * @throws RequestFailure if it cannot be said now: sealed, or no majority
     */
    boolean live(String token, Remote remote, Deadline deadline);
}
