package io.sealwright.storage.raft;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.transport.MemberTransport;
import io.sealwright.storage.transport.PeerHandler;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Raft server of this member and its one group. */
final class RaftEngine implements AutoCloseable {
    /** How the group begins. */
    enum Beginning {
        /** A new cluster of this member alone. */
        FOUND,
        /** An empty member of a cluster that there is. */
        JOIN,
        /** What the folder holds. */
        RECOVER
    }

    private static final Logger LOG = LoggerFactory.getLogger(RaftEngine.class);
    private static final long SNAPSHOT_TIMEOUT_MILLIS = 60_000;

    private final RaftPeerId selfId;
    private final RaftGroupId groupId;
    private final ClientId clientId = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();
    private final RaftServer server;
    final Appenders appenders = new Appenders();
    private volatile RaftServer.@Nullable Division division;

    RaftEngine(
            NodeParts parts,
            UUID clusterId,
            Beginning beginning,
            StoreMachine machine,
            MemberTransport transport,
            PeerHandler answers)
            throws IOException {
        selfId = RaftPeerId.valueOf(parts.peerId());
        groupId = RaftGroupId.valueOf(clusterId);
        Parameters parameters = transport.raftParameters(answers);
        parameters.put(Appenders.PARAMETER, appenders, Appenders.class);
        server =
                RaftServer.newBuilder()
                        .setServerId(selfId)
                        .setGroup(group(beginning))
                        .setOption(
                                beginning == Beginning.RECOVER
                                        ? RaftStorage.StartupOption.RECOVER
                                        : RaftStorage.StartupOption.FORMAT)
                        .setStateMachine(machine)
                        .setProperties(RaftSettings.of(parts.config(), parts.folder().raft()))
                        .setParameters(parameters)
                        .build();
    }

    /**
     * For a new cluster this voter alone. Any other member starts without a group, and neither
     * votes nor calls elections until the leader's log, or what it kept of it, names it a voter.
     * (Starting as a listener instead can deadlock Ratis 3.3.0 when the listener becomes a voter.)
     */
    private RaftGroup group(Beginning beginning) {
        return beginning == Beginning.FOUND
                ? RaftGroup.valueOf(
                        groupId,
                        GroupChanges.peer(groupId, selfId.toString(), RaftPeerRole.FOLLOWER))
                : RaftGroup.valueOf(groupId);
    }

    void start() throws IOException {
        server.start();
        division = server.getDivision(groupId);
    }

    /** Closes the connection to a member that has left: Ratis would look for it for ever. */
    void disconnect(String peerId) {
        server.getServerRpc()
                .handleException(
                        RaftPeerId.valueOf(peerId), new IOException("the member has left"), true);
    }

    boolean started() {
        return division != null;
    }

    /**
     * @throws StoreException.Unavailable before the start
     */
    RaftServer.Division division() {
        RaftServer.Division now = division;
        if (now == null) {
            throw new StoreException.Unavailable("the node is starting");
        }
        return now;
    }

    DivisionInfo info() {
        return division().getInfo();
    }

    RaftPeerId selfId() {
        return selfId;
    }

    /** This member alone is the majority, and has applied what was committed before it led. */
    boolean soleVoterReady() {
        RaftServer.Division now = division;
        if (now == null) {
            return false;
        }
        RaftConfiguration configuration = now.getRaftConf();
        return configuration.getCurrentPeers().size() == 1
                && configuration.getPreviousPeers().isEmpty()
                && now.getInfo().isLeaderReady();
    }

    void awaitLeaderReady(Deadline deadline) {
        while (!info().isLeaderReady()) {
            if (deadline.passed()) {
                throw new StoreException.Unavailable("no leader");
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new StoreException.Unavailable("interrupted", interrupted);
            }
        }
    }

    LocalSubmitter submitter() {
        return new LocalSubmitter(server, clientId, selfId, groupId, callIds);
    }

    GroupChanges changes() {
        return new GroupChanges(server, clientId, selfId, groupId, callIds);
    }

    /** Takes a snapshot, so that the log before it can go; returns when it was begun. */
    void requestSnapshot() {
        SnapshotManagementRequest request =
                SnapshotManagementRequest.newCreate(
                        clientId,
                        selfId,
                        groupId,
                        callIds.incrementAndGet(),
                        SNAPSHOT_TIMEOUT_MILLIS,
                        1);
        try {
            server.snapshotManagementAsync(request)
                    .get(SNAPSHOT_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            LOG.warn("a snapshot could not be requested", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            LOG.warn("closing the Raft server", failure);
        }
    }
}
