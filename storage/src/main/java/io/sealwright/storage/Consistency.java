package io.sealwright.storage;

/** Which read point a view takes. */
public enum Consistency {
    /** Everything acknowledged by any member before the view was asked for is visible. */
    LINEARIZABLE,
    /**
     * What this member has applied; for duties that are checked by preconditions, and for reads
     * that asked for it.
     */
    LOCAL
}
