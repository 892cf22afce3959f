package io.sealwright.storage.raft;

/** Kinds of questions between members; sent over the wire, so only append. */
final class Questions {
    /** Answer: {@link Answer}. */
    static final byte STATE = 1;

    /** Payload: a commit command for the leader's log; answer: its outcomes. */
    static final byte COMMIT = 2;

    /** Payload: a peer id, or nothing for any; the leader hands leadership over. */
    static final byte TRANSFER = 3;

    /** Answer: the members' records, as a join ticket. */
    static final byte MEMBERS = 4;

    /**
     * Payload: index (8) and hash (8) of the majority's state; a member whose state differs stops.
     */
    static final byte DIVERGED = 5;

    /** Payload: the asking member's record with its new addresses, to be written for it. */
    static final byte ANNOUNCE = 6;

    /** Answer: the member's time in milliseconds of the epoch (8). */
    static final byte CLOCK = 7;

    /** Answer: the leader's report on the members; not done by one that does not lead. */
    static final byte REPORT = 8;

    private Questions() {}
}
