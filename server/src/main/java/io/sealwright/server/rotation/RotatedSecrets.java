package io.sealwright.server.rotation;

import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What rotation does to secrets; the engine that keeps them implements it. Every method works in
 * the transaction that it gets. Thread-safe.
 */
public interface RotatedSecrets {
    /**
     * The version that readers get.
     *
     * @param number 0 if there is none
     * @param readable it is given out
     * @param destroyed its data is gone
     */
    record Current(long number, boolean readable, boolean destroyed) {}

    /** Null if the secret is gone, or another one has come to its path. */
    @Nullable Current current(Transaction transaction, Place place, Instant now);

    /**
     * A version's data as JSON text, which belongs to the caller.
     *
     * @return null if there is no such version, or its data is gone
     */
    byte @Nullable [] data(Transaction transaction, Place place, long number);

    /**
     * The data with some members changed, as JSON text.
     *
     * @param changes JSON text of an object
     * @throws IllegalArgumentException if the data is no object or grows too large; says which
     */
    byte[] merged(byte[] data, byte[] changes);

    /**
     * Adds a version that no reader sees, under the label of a pending one.
     *
     * @param replaced number of a destroyed version that goes for it; 0 for none
     * @return its number
     */
    long addPending(
            Transaction transaction,
            Place place,
            String id,
            byte[] data,
            long replaced,
            Instant now);

    /**
     * Annotates a secret with when a version ends, as a member of its data says; nothing if that is
     * not there.
     */
    void expiring(Transaction transaction, Place place, long version, String member, Instant now);

    /** Makes the pending version the current one, and the one before it the previous one. */
    void finish(Transaction transaction, Place place, long pending, Instant now);

    /** Where the secret is read, below its mount. */
    String dataPath(Place place);

    /**
     * Number of the version that a rotation function has written under this id, and that is pending
     * or current already; 0 if there is none that can be read.
     */
    long pendingOf(Transaction transaction, Place place, String id, Instant now);

    /** A rotation function has made its version the current one: nothing is pending any more. */
    void rotated(Transaction transaction, Place place, Instant now);

    /** What a rotation function shows to write the version of this token. */
    String rotationToken(Place place, String token);

    /** Takes the pending version away, as though it had never been. */
    void removePending(Transaction transaction, Place place, long pending, Instant now);

    /** Destroys the pending version, which stays listed. */
    void destroyPending(Transaction transaction, Place place, long pending, Instant now);
}
