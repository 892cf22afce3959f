package io.sealwright.storage.raft;

import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.jspecify.annotations.Nullable;

/**
 * Ratis' sender, which begins to send a snapshot only to a follower that answers: an attempt at one
 * that is down holds the sender up for its whole time-out, also when the follower is back long
 * before.
 */
final class StoreLogAppender extends GrpcLogAppender {
    private final long silentMillis;

    StoreLogAppender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
        super(server, state, follower);
        silentMillis = server.properties().maxRpcTimeoutMs();
    }

    @Override
    public @Nullable SnapshotInfo shouldInstallSnapshot() {
        boolean silent = getFollower().getLastRpcResponseTime().elapsedTimeMs() > silentMillis;
        return silent ? null : super.shouldInstallSnapshot();
    }
}
