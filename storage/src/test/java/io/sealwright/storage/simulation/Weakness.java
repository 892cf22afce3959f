package io.sealwright.storage.simulation;

/** What a self test breaks, to show that the simulation finds it. */
enum Weakness {
    /** Reads are served from the member's own state, without a round. */
    READS_UNGUARDED,
    /** An entry counts as stored before it is synced. */
    STORED_BEFORE_SYNC,
    /** Repeated transaction ids are applied again. */
    REPEATS_APPLIED,
    /** A vote is forgotten by a restart. */
    VOTE_NOT_KEPT,
    /** The leader tells how far it has applied, not what is committed. */
    READS_AT_APPLIED
}
