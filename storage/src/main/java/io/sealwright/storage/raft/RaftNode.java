package io.sealwright.storage.raft;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.Store;
import io.sealwright.storage.StoreConfig;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.View;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.apply.Changes;
import io.sealwright.storage.rocks.RocksState;
import io.sealwright.storage.rocks.StateFailedException;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This member's part of the Raft group: server, state machine, and the way of commands into the
 * log.
 */
public final class RaftNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RaftNode.class);
    private static final long SNAPSHOT_TIMEOUT_MILLIS = 60_000;

    private final StoreConfig config;
    private final RaftPeerId selfId;
    private final RaftGroupId groupId;
    private final ClientId clientId = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();
    private final AppliedWaiters waiters = new AppliedWaiters();
    private final List<Store.AppliedListener> listeners;
    private final ScheduledExecutorService background;
    private final AtomicBoolean snapshotWanted = new AtomicBoolean();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final StoreMachine machine;
    private final RaftServer server;
    private final CommitQueue commits;
    private final LeaderEpoch epoch;
    private volatile RaftServer.@Nullable Division division;
    private volatile boolean closing;

    private RaftNode(
            StoreConfig config,
            NodeFolder folder,
            UUID clusterId,
            RaftGroup group,
            RaftStorage.StartupOption option,
            List<Store.AppliedListener> listeners)
            throws IOException {
        this.config = config;
        this.selfId = RaftPeerId.valueOf(folder.nodeId());
        this.groupId = RaftGroupId.valueOf(clusterId);
        this.listeners = listeners;
        this.background =
                Executors.newScheduledThreadPool(
                        2,
                        Thread.ofPlatform()
                                .daemon()
                                .name("store-" + folder.nodeId() + "-", 0)
                                .factory());
        this.machine =
                new StoreMachine(
                        new StateFolder(
                                folder.state(), clusterId.toString(), config.blockCacheBytes()),
                        new Events(),
                        background,
                        question -> CompletableFuture.completedFuture(new byte[0]));
        this.server =
                RaftServer.newBuilder()
                        .setServerId(selfId)
                        .setGroup(group)
                        .setOption(option)
                        .setStateMachine(machine)
                        .setProperties(RaftSettings.of(config, folder.raft()))
                        .build();
        LocalSubmitter local = new LocalSubmitter(server, clientId, selfId, groupId, callIds);
        this.commits = new CommitQueue(local, background, () -> machine.state().sequence());
        this.epoch = new LeaderEpoch(folder.nodeId(), local, machine, this::info, background);
    }

    /** A new cluster with this member as its only voter; returns when it leads. */
    public static RaftNode bootstrap(
            StoreConfig config,
            NodeFolder folder,
            UUID clusterId,
            List<Store.AppliedListener> listeners) {
        RaftPeer self =
                RaftPeer.newBuilder()
                        .setId(folder.nodeId())
                        .setAddress(config.clusterAddress())
                        .build();
        RaftGroup group = RaftGroup.valueOf(RaftGroupId.valueOf(clusterId), self);
        RaftNode node =
                start(
                        config,
                        folder,
                        clusterId,
                        group,
                        RaftStorage.StartupOption.FORMAT,
                        listeners);
        try {
            node.awaitLeaderReady(Deadline.in(java.time.Duration.ofSeconds(30)));
            folder.joined(clusterId.toString());
            return node;
        } catch (IOException | RuntimeException failed) {
            node.close();
            throw new StoreException.Unavailable("the cluster could not be started", failed);
        }
    }

    /** Goes on with what the folder holds. */
    public static RaftNode recover(
            StoreConfig config,
            NodeFolder folder,
            UUID clusterId,
            List<Store.AppliedListener> listeners) {
        RaftGroup group = RaftGroup.valueOf(RaftGroupId.valueOf(clusterId));
        return start(
                config, folder, clusterId, group, RaftStorage.StartupOption.RECOVER, listeners);
    }

    private static RaftNode start(
            StoreConfig config,
            NodeFolder folder,
            UUID clusterId,
            RaftGroup group,
            RaftStorage.StartupOption option,
            List<Store.AppliedListener> listeners) {
        try {
            RaftNode node = new RaftNode(config, folder, clusterId, group, option, listeners);
            node.begin();
            return node;
        } catch (IOException failed) {
            throw new StoreException.Unavailable("the Raft server could not be started", failed);
        }
    }

    private void begin() throws IOException {
        boolean started = false;
        try {
            server.start();
            division = server.getDivision(groupId);
            waiters.advance(machine.state().index());
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    public RocksState state() {
        return machine.state();
    }

    public Outcome commit(WriteSet writeSet, Deadline deadline) {
        return commits.commit(writeSet, deadline);
    }

    /** A view with everything acknowledged before the call. */
    public View linearizableView(Deadline deadline) {
        if (!singleVoterReady()) {
            awaitLeaderReady(deadline);
            if (!singleVoterReady()) {
                throw new StoreException.Unavailable("no leader");
            }
        }
        return machine.state().view();
    }

    /** See {@link Store#fence()}. */
    public @Nullable Precondition fence() {
        return epoch.fence();
    }

    /** This member alone is the majority, and has applied what was committed before it led. */
    private boolean singleVoterReady() {
        RaftServer.Division now = division;
        return now != null
                && now.getRaftConf().getCurrentPeers().size() == 1
                && now.getRaftConf().getPreviousPeers().isEmpty()
                && now.getInfo().isLeaderReady();
    }

    private void awaitLeaderReady(Deadline deadline) {
        while (!info().isLeaderReady()) {
            if (deadline.passed() || closing) {
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

    public DivisionInfo info() {
        return division().getInfo();
    }

    RaftServer.Division division() {
        RaftServer.Division now = division;
        if (now == null) {
            throw new StoreException.Unavailable("the node is starting");
        }
        return now;
    }

    public long committedIndex() {
        return division().getRaftLog().getLastCommittedIndex();
    }

    public org.apache.ratis.server.RaftConfiguration configuration() {
        return division().getRaftConf();
    }

    /** Takes a snapshot, so that the log before it can go; returns when it was begun. */
    public void requestSnapshot() {
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

    private void fail(Throwable cause) {
        if (closing || !failed.compareAndSet(false, true)) {
            return;
        }
        LOG.error("the node cannot go on", cause);
        boolean disk =
                cause instanceof IOException
                        || (cause instanceof StateFailedException state && state.disk());
        commits.close(
                disk
                        ? new StoreException.DiskFailed("the data disk is full or failing", cause)
                        : new StoreException.Unavailable("the node has stopped", cause));
        Thread.ofPlatform()
                .daemon()
                .name("store-fatal")
                .start(() -> config.onFatal().accept(cause));
    }

    @Override
    public void close() {
        closing = true;
        commits.close(new StoreException.Unavailable("the node is closing"));
        try {
            server.close();
        } catch (IOException failure) {
            LOG.warn("closing the Raft server", failure);
        }
        background.shutdownNow();
    }

    private final class Events implements MachineEvents {
        @Override
        public void applied(long index, Changes changes) {
            waiters.advance(index);
            List<SpaceId> spaces = List.copyOf(changes.spaces());
            for (Store.AppliedListener listener : listeners) {
                try {
                    listener.applied(index, spaces);
                } catch (RuntimeException wrong) {
                    LOG.error("a listener of applied writes failed", wrong);
                }
            }
            if (machine.bytesSinceSnapshot() >= config.snapshotBytes()) {
                snapshotSoon();
            }
        }

        @Override
        public void advanced(long index) {
            waiters.advance(index);
        }

        @Override
        public void replaced(long index) {
            waiters.advance(index);
        }

        @Override
        public void leaderReady() {
            epoch.begin();
        }

        @Override
        public void leaderChanged() {}

        @Override
        public void configurationChanged() {}

        @Override
        public void snapshotCompleted() {
            snapshotSoon();
        }

        @Override
        public void fatal(Throwable cause) {
            fail(cause);
        }

        @Override
        public void shutDown() {
            fail(new IllegalStateException("Raft closed itself"));
        }

        private void snapshotSoon() {
            if (!closing && snapshotWanted.compareAndSet(false, true)) {
                background.execute(() -> {
                    try {
                        requestSnapshot();
                    } finally {
                        snapshotWanted.set(false);
                    }
                });
            }
        }
    }

    /** What a waiter needs. */
    CompletableFuture<Void> applied(long index) {
        return waiters.await(index);
    }
}
