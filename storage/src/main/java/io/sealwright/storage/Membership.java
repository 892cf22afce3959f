package io.sealwright.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to the cluster. Changes are committed as records and then carried out by the leader,
 * one at a time, through leader changes and crashes; they work on any member. Every method throws
 * {@link StoreException.Unavailable} without a quorum.
 */
public interface Membership {
    /** All members' records, also those that are joining or leaving. */
    List<MemberRecord> members();

    /**
     * Lets a node in: an older member of the same node id or cluster address is taken out first,
     * then the node replicates as a listener, and votes once it has caught up. Returns at once; the
     * node has to join with the ticket.
     *
     * @param certificate the node's {@link RaftStore#certificate()}
     * @throws IllegalArgumentException for a bad address, id or certificate, or if the last voter
     *     would be replaced
     */
    JoinTicket addMember(
            String nodeId,
            String clusterAddress,
            String apiAddress,
            byte[] certificate,
            Deadline deadline);

    /**
     * Takes a member out; it is refused from the moment this is carried out. Nothing happens for an
     * unknown id.
     *
     * @throws IllegalArgumentException for the last voter
     */
    void removeMember(String nodeId, Deadline deadline);

    /**
     * Makes a listener a voter once it has caught up.
     *
     * @throws IllegalArgumentException for an unknown id
     */
    void promote(String nodeId, Deadline deadline);

    /**
     * Makes a voter a listener.
     *
     * @throws IllegalArgumentException for the last voter or an unknown id
     */
    void demote(String nodeId, Deadline deadline);

    /**
     * Hands leadership over and waits until another leads.
     *
     * @param nodeId to whom; null = to a voter that serves and is caught up
     * @throws StoreException.Unavailable if nobody could take it in time
     */
    void transferLeadership(@Nullable String nodeId, Deadline deadline);
}
