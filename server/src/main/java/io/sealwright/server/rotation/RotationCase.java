package io.sealwright.server.rotation;

import io.sealwright.rotation.Underway;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;

/**
 * A rotation in one transaction.
 *
 * @param stored as it is in the store
 * @param underway as it is by now
 */
record RotationCase(
        Transaction transaction, Place place, Rotation stored, Underway underway, Instant now) {
    RotationCase with(Underway changed) {
        return new RotationCase(transaction, place, stored, changed, now);
    }

    RotationSettings settings() {
        return stored.settings();
    }

    void save(Rotation changed) {
        Rotations.put(transaction, place, stored, changed);
    }
}
