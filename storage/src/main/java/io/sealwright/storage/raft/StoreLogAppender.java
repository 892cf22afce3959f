package io.sealwright.storage.raft;

import java.io.IOException;
import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.raftlog.RaftLogIOException;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ratis' sender, with three differences. It begins to send a snapshot only to a follower that
 * answers: an attempt at one that is down holds the sender up for its whole time-out, also when the
 * follower is back long before. And it never ends while it is wanted: Ratis 3.3.0 does not start
 * the sender of a member that is being added again, takes the member for caught up, and would count
 * an empty voter. And of a snapshot it holds no more in memory than is on its way ({@link
 * SnapshotChunks}).
 */
final class StoreLogAppender extends GrpcLogAppender {
    private static final Logger LOG = LoggerFactory.getLogger(StoreLogAppender.class);
    private static final long PAUSE_MILLIS = 100;

    private final long silentMillis;

    StoreLogAppender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
        super(server, state, follower);
        silentMillis = server.properties().maxRpcTimeoutMs();
    }

    @Override
    public void run() throws IOException {
        while (isRunning()) {
            try {
                super.run();
            } catch (RaftLogIOException | RuntimeException e) {
                LOG.warn("sending to {} failed, it is tried again", getFollower().getName(), e);
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public @Nullable SnapshotInfo shouldInstallSnapshot() {
        return silent() ? null : super.shouldInstallSnapshot();
    }

    /** A heartbeat where a snapshot would be due: what entries it lacks the log may not have. */
    @Override
    public AppendEntriesRequestProto newAppendEntriesRequest(long callId, boolean heartbeat)
            throws RaftLogIOException {
        return super.newAppendEntriesRequest(
                callId, heartbeat || (silent() && super.shouldInstallSnapshot() != null));
    }

    @Override
    public Iterable<InstallSnapshotRequestProto> newInstallSnapshotRequests(
            String requestId, SnapshotInfo snapshot) {
        return new SnapshotChunks(
                super.newInstallSnapshotRequests(requestId, snapshot), RaftSettings.CHUNK_BYTES);
    }

    private boolean silent() {
        return getFollower().getLastRpcResponseTime().elapsedTimeMs() > silentMillis;
    }
}
