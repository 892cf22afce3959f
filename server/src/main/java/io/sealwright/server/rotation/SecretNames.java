package io.sealwright.server.rotation;

import io.sealwright.storage.barrier.Transaction;

/** Tells where a secret is, for those outside. Thread-safe. */
@FunctionalInterface
interface SecretNames {
    Move.Named of(Transaction transaction, Place place);
}
