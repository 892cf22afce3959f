package io.sealwright.storage;

/**
 * What became of a write set; recorded with the write, so that a repeat of the same id gets the
 * same answer.
 */
public sealed interface Outcome {
    /** Applied; every key it wrote has this revision. */
    record Committed(long revision) implements Outcome {}

    /**
     * Nothing was applied: the precondition on this key no longer held. The transaction may be run
     * again on a new view.
     */
    record Conflict(Key key) implements Outcome {}

    /** Nothing was applied: the counter is absent, or would have gone below its floor. */
    record BelowFloor(Key key) implements Outcome {}
}
