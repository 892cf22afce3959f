package io.sealwright.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as one member sees it.
 *
 * @param leader id of the leader this member follows; null if it knows none
 * @param quorum whether this member is in contact with a majority (as leader by answers, as
 *     follower by its leader)
 * @param clockOff this member's clock is wrong by the others': it answers nothing until it is set
 * @param appliedIndex Raft index this member has applied
 */
public record ClusterStatus(
        String nodeId,
        String clusterId,
        boolean leading,
        @Nullable String leader,
        boolean quorum,
        boolean caughtUp,
        boolean clockOff,
        long term,
        long appliedIndex,
        long committedIndex,
        List<Member> members) {

    /**
     * One member. {@code voter} is false for a listener. Addresses as that member announced them.
     */
    public record Member(String nodeId, String clusterAddress, String apiAddress, boolean voter) {}
}
