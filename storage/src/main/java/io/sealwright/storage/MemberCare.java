package io.sealwright.storage;

import java.time.Duration;

/**
 * How the leader looks after the members.
 *
 * @param lastContact silence beyond which a member is not healthy
 * @param maxTrailing Raft entries that a healthy member may be behind the leader
 * @param stabilization for how long a new member has to answer without a gap before it may vote
 * @param removeDead whether the leader removes members that are silent for longer than {@code
 *     deadAfter}
 * @param deadAfter counted while this leader leads and runs: neither a new leader nor one that was
 *     stopped takes others for dead that it did not listen for
 * @param minQuorum voters that are left in any case
 */
public record MemberCare(
        Duration lastContact,
        long maxTrailing,
        Duration stabilization,
        boolean removeDead,
        Duration deadAfter,
        long minQuorum) {
    /** Nobody is removed, and a new member votes as soon as it has caught up. */
    public static final MemberCare DEFAULT =
            new MemberCare(
                    Duration.ofSeconds(10), 1_000, Duration.ZERO, false, Duration.ofHours(24), 0);
}
