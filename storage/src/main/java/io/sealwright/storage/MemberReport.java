package io.sealwright.storage;

import java.time.Duration;
import java.time.Instant;

/**
 * How a member is, as the leader sees it.
 *
 * @param voter it votes now; false also for one that is joining
 * @param alive it answered within the last seconds
 * @param lastContact since its last answer; since the leader leads if there was none
 * @param term its Raft term; 0 if it has not answered yet
 * @param index Raft index it has applied; 0 if it has not answered yet
 * @param stableSince when it became healthy; meaningless unless it is
 */
public record MemberReport(
        String nodeId,
        String clusterAddress,
        boolean voter,
        boolean leader,
        boolean alive,
        Duration lastContact,
        long term,
        long index,
        boolean healthy,
        Instant stableSince) {}
