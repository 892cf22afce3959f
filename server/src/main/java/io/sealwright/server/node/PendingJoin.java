package io.sealwright.server.node;

import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.SealedRootKey;

/** A cluster that this node was told to join; it gets in by opening the cluster's seal. */
public interface PendingJoin {
    SealedRootKey seal();

    /**
     * Proves the root key to a member, joins, and returns when the node has caught up. Does not
     * keep the key.
     *
     * @throws io.sealwright.server.spi.RequestFailure if a member refused or none answered
     */
    void complete(RootKey rootKey);
}
