package io.sealwright.storage;

/**
 * What must still hold when a write set is applied. Always about a single key (storage contract,
 * point 4).
 */
public sealed interface Precondition {
    Key key();

    /** The key's last write is this one. */
    record AtRevision(Key key, long revision) implements Precondition {}

    record Absent(Key key) implements Precondition {}

    /** The key exists, whatever its revision. */
    record Present(Key key) implements Precondition {}
}
