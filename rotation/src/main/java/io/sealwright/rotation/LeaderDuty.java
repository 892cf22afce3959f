package io.sealwright.rotation;

import io.sealwright.storage.Precondition;

/**
 * Something that the leader looks after once a minute, such as the age of the keyring's term.
 * Thread-safe.
 */
@FunctionalInterface
public interface LeaderDuty {
    /**
     * @param fence has to be a precondition of everything the duty writes
     */
    void tick(Precondition fence);
}
