package io.sealwright.storage.barrier;

import io.sealwright.storage.Key;

/** A named record that a transaction put or deleted. */
final class NameChange {
    final Key key;
    final byte[] hash;
    final boolean existed;
    boolean exists;

    NameChange(Key key, byte[] hash, boolean existed) {
        this.key = key;
        this.hash = hash;
        this.existed = existed;
        this.exists = existed;
    }
}
