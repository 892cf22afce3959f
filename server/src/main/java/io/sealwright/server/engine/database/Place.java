package io.sealwright.server.engine.database;

import io.sealwright.server.spi.Mount;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;

/** Where a mount's records lie, for work that no request does. */
record Place(int namespace, SpaceId space) {
    static Place of(Mount mount) {
        return new Place(mount.namespaceId(), mount.space());
    }

    Records records(Transaction transaction) {
        return transaction.records(namespace, space);
    }
}
