package io.sealwright.storage.simulation;

/** What a self test breaks, to show that the simulation finds it. */
enum Weakness {
    /** Reads are served from the member's own state, without a round. */
    READS_UNGUARDED(0),
    /** Nothing is synced: an entry counts as stored when it is written. */
    STORED_BEFORE_SYNC(0),
    /** Repeated transaction ids are applied again. */
    REPEATS_APPLIED(0),
    /** A vote is forgotten by a restart. */
    VOTE_NOT_KEPT(240),
    /** The leader tells how far it has applied, not what is committed. */
    READS_AT_APPLIED(0);

    /** First of the seeds that have to find it; it takes a rare crash to lose a vote. */
    final long from;

    Weakness(long from) {
        this.from = from;
    }
}
