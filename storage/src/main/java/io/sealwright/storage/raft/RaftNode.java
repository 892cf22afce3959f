package io.sealwright.storage.raft;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.JoinTicket;
import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.Store;
import io.sealwright.storage.StoreConfig;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.View;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.apply.Changes;
import io.sealwright.storage.apply.ClassKey;
import io.sealwright.storage.rocks.RocksState;
import io.sealwright.storage.rocks.StateFailedException;
import io.sealwright.storage.transport.MemberNames;
import io.sealwright.storage.transport.MemberTransport;
import io.sealwright.storage.transport.PeerAnswer;
import io.sealwright.storage.transport.PeerChannels;
import io.sealwright.storage.transport.PeerTrust;
import io.sealwright.storage.transport.TransportIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
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

/** This member's part of the Raft group: server, state machine, and the ways in and out. */
public final class RaftNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RaftNode.class);
    private static final long SNAPSHOT_TIMEOUT_MILLIS = 60_000;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final long RETRY_MILLIS = 10;
    private static final long LEAST_NUDGE_MILLIS = 4;
    private static final long MOST_NUDGE_MILLIS = 64;

    private final StoreConfig config;
    private final String peerId;
    private final RaftGroupId groupId;
    private final ClientId clientId = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();
    private final AppliedWaiters waiters = new AppliedWaiters();
    private final List<Store.AppliedListener> listeners;
    private final Consumer<RaftNode> onDemoted;
    private final ScheduledExecutorService background;
    private final AtomicBoolean snapshotWanted = new AtomicBoolean();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final AtomicBoolean demoted = new AtomicBoolean();
    private final SecureRandom random = new SecureRandom();
    private final PeerTrust trust;
    private final DiskGuard disk;
    private final MemberBook book;
    private final PeerChannels channels;
    private final StoreMachine machine;
    private final RaftServer server;
    private final Peers peers;
    private final ReadGuard reads;
    private final EntrySubmitter submitter;
    private final CommitQueue commits;
    private final LeaderEpoch epoch;
    private final LeaderDuty duty;
    private final OwnRecord own;
    private final PeerQuestions questions;
    private final AutoCloseable names;
    private volatile RaftServer.@Nullable Division division;
    private volatile boolean serving;
    private volatile boolean removed;
    private volatile boolean closing;

    /**
     * What a node is made of.
     *
     * @param onDemoted told when this voter was made a listener: Ratis takes that role only at a
     *     start
     */
    public record Parts(
            StoreConfig config,
            NodeFolder folder,
            TransportIdentity identity,
            List<Store.AppliedListener> listeners,
            Consumer<RaftNode> onDemoted) {
        public String peerId() {
            return MemberRecord.peerId(folder.nodeId(), identity.shortFingerprint());
        }

        /** This member's own record. */
        public MemberRecord record() {
            return new MemberRecord(
                    folder.nodeId(),
                    peerId(),
                    config.clusterAddress(),
                    config.apiAddress(),
                    MemberRecord.Role.VOTER,
                    identity.certificate());
        }
    }

    private RaftNode(Parts parts, UUID clusterId, List<MemberRecord> first, boolean founder)
            throws IOException {
        RaftStorage.StartupOption option =
                first.isEmpty()
                        ? RaftStorage.StartupOption.RECOVER
                        : RaftStorage.StartupOption.FORMAT;
        this.config = parts.config();
        this.peerId = parts.peerId();
        this.groupId = RaftGroupId.valueOf(clusterId);
        this.listeners = parts.listeners();
        this.onDemoted = parts.onDemoted();
        this.disk = new DiskGuard(parts.folder().path(), config.reservedDiskBytes());
        this.background = newBackground(parts.folder().nodeId());
        this.trust = new PeerTrust();
        this.book = new MemberBook(parts.folder().transport().resolve("members"), clusterId, trust);
        if (first.isEmpty()) {
            book.load();
        } else {
            book.begin(first);
        }
        this.names = MemberNames.register(clusterId, book::address);
        MemberTransport transport = new MemberTransport(parts.identity(), trust);
        this.channels = new PeerChannels(transport, clusterId);
        this.machine =
                new StoreMachine(
                        new StateFolder(
                                parts.folder().state(),
                                clusterId.toString(),
                                config.blockCacheBytes()),
                        new Events(),
                        background);
        long electionMillis = config.electionTimeout().toMillis();
        this.peers =
                new Peers(
                        peerId,
                        this::division,
                        machine,
                        book,
                        channels,
                        () -> serving && !disk.low(),
                        Math.max(electionMillis, 500));
        this.reads = new ReadGuard(peers, Math.max(2 * electionMillis, 1_000));
        Appenders appenders = new Appenders();
        Parameters parameters = transport.raftParameters(this::answer);
        parameters.put(Appenders.PARAMETER, appenders, Appenders.class);
        RaftPeerId self = RaftPeerId.valueOf(peerId);
        this.server =
                RaftServer.newBuilder()
                        .setServerId(self)
                        .setGroup(group(clusterId, founder))
                        .setOption(option)
                        .setStateMachine(machine)
                        .setProperties(RaftSettings.of(config, parts.folder().raft()))
                        .setParameters(parameters)
                        .build();
        LocalSubmitter local = new LocalSubmitter(server, clientId, self, groupId, callIds);
        this.submitter = new LeaderSubmitter(local, peers);
        this.commits = new CommitQueue(submitter, background, () -> machine.state().sequence());
        this.epoch = new LeaderEpoch(peerId, local, machine, this::info, background);
        Divergence divergence = new Divergence(peers, machine, this::fail);
        this.duty =
                new LeaderDuty(
                        peers,
                        book,
                        new GroupChanges(server, clientId, self, groupId, callIds),
                        this::division,
                        divergence,
                        this::forget);
        this.own =
                new OwnRecord(
                        config,
                        peers,
                        book,
                        machine,
                        (conditions, mutation) -> writeSet(conditions, mutation),
                        commits::submit);
        this.questions =
                new PeerQuestions(
                        peers,
                        local,
                        appenders,
                        book,
                        divergence,
                        own,
                        to -> duty.transfer(to, 3_000));
    }

    private static ScheduledExecutorService newBackground(String nodeId) {
        return Executors.newScheduledThreadPool(
                2, Thread.ofPlatform().daemon().name("store-" + nodeId + "-", 0).factory());
    }

    /**
     * The group to start with: for a new cluster this voter alone. Any other member starts without
     * one, and neither votes nor calls elections until the leader's log, or what it kept of it,
     * names it a voter. (Starting as a listener instead can deadlock Ratis 3.3.0 when the listener
     * becomes a voter.)
     */
    private RaftGroup group(UUID clusterId, boolean founder) {
        RaftGroupId id = RaftGroupId.valueOf(clusterId);
        return founder
                ? RaftGroup.valueOf(id, GroupChanges.peer(id, peerId, RaftPeerRole.FOLLOWER))
                : RaftGroup.valueOf(id);
    }

    /** A new cluster with this member as its only voter; returns when it leads. */
    public static RaftNode bootstrap(Parts parts, UUID clusterId) {
        MemberRecord self = parts.record();
        RaftNode node = begin(parts, clusterId, List.of(self), true);
        try {
            Deadline deadline = Deadline.in(START_TIMEOUT);
            node.awaitLeaderReady(deadline);
            node.commit(
                    node.writeSet(List.of(), new Mutation.Put(self.key(), self.encode())),
                    deadline);
            parts.folder().join(new NodeFolder.Joined(clusterId, self.peerId()));
            return node;
        } catch (IOException | RuntimeException failure) {
            node.close();
            throw new StoreException.Unavailable("the cluster could not be started", failure);
        }
    }

    /** An empty member that replicates until the leader makes it a voter. */
    public static RaftNode join(Parts parts, JoinTicket ticket) {
        RaftNode node = begin(parts, ticket.clusterId(), ticket.members(), false);
        try {
            parts.folder().join(new NodeFolder.Joined(ticket.clusterId(), parts.peerId()));
            return node;
        } catch (IOException failure) {
            node.close();
            throw new StoreException.Unavailable("the data folder cannot be written", failure);
        }
    }

    private static RaftNode begin(
            Parts parts, UUID clusterId, List<MemberRecord> members, boolean founder) {
        try {
            parts.folder().clearUnjoined();
        } catch (IOException failure) {
            throw new StoreException.Unavailable("the data folder cannot be cleared", failure);
        }
        return start(parts, clusterId, members, founder);
    }

    /** Goes on with what the folder holds. */
    public static RaftNode recover(Parts parts, UUID clusterId) {
        TornLog.repair(parts.folder().raft().resolve(clusterId.toString()));
        return start(parts, clusterId, List.of(), false);
    }

    private static RaftNode start(
            Parts parts, UUID clusterId, List<MemberRecord> members, boolean founder) {
        ClusterPort.check(parts.config().clusterAddress());
        try {
            RaftNode node = new RaftNode(parts, clusterId, members, founder);
            node.begin();
            return node;
        } catch (IOException failure) {
            throw new StoreException.Unavailable("the Raft server could not be started", failure);
        }
    }

    private void begin() throws IOException {
        boolean started = false;
        try {
            server.start();
            division = server.getDivision(groupId);
            disk.run();
            background.scheduleWithFixedDelay(
                    new StuckListener(peerId, this::division, this::fail),
                    StuckListener.PERIOD_MILLIS,
                    StuckListener.PERIOD_MILLIS,
                    TimeUnit.MILLISECONDS);
            background.scheduleWithFixedDelay(
                    own, LeaderDuty.PERIOD_MILLIS, OwnRecord.PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            background.scheduleWithFixedDelay(
                    new Orphaned(peers, book),
                    Orphaned.PERIOD_MILLIS,
                    Orphaned.PERIOD_MILLIS,
                    TimeUnit.MILLISECONDS);
            background.scheduleWithFixedDelay(
                    disk, DiskGuard.PERIOD_MILLIS, DiskGuard.PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            background.scheduleWithFixedDelay(
                    duty::tick,
                    LeaderDuty.PERIOD_MILLIS,
                    LeaderDuty.PERIOD_MILLIS,
                    TimeUnit.MILLISECONDS);
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    public String peerId() {
        return peerId;
    }

    PeerTrust trust() {
        return trust;
    }

    public RaftState state() {
        return new RaftState(
                machine.state().term(), machine.state().index(), machine.state().generation());
    }

    public record RaftState(long term, long index, long generation) {}

    /** What this member has applied. */
    public View localView() {
        return machine.view();
    }

    public Outcome commit(WriteSet writeSet, Deadline deadline) {
        if (disk.low()) {
            throw new StoreException.DiskFailed("the data disk is nearly full");
        }
        return commits.commit(writeSet, deadline);
    }

    /**
     * Commits a command that is no write set and does no harm when it is applied twice; tries again
     * until the deadline.
     *
     * @throws StoreException.Unavailable if it reached no log
     * @throws StoreException.OutcomeUnknown if it may have been applied, or may yet be
     */
    public void submit(byte[] command, Deadline deadline) {
        boolean maybe = false;
        while (true) {
            try {
                submitter.submit(command).get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
                return;
            } catch (ExecutionException failure) {
                maybe |= !(failure.getCause() instanceof EntrySubmitter.NotSubmitted);
                if (closing || deadline.left().toMillis() <= RETRY_MILLIS) {
                    throw givenUp(maybe, failure);
                }
                pause(deadline, failure);
            } catch (TimeoutException passed) {
                throw givenUp(true, passed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw givenUp(true, interrupted);
            }
        }
    }

    private static StoreException givenUp(boolean maybe, Exception reason) {
        return maybe
                ? new StoreException.OutcomeUnknown(
                        "a command was handed to the cluster, but its outcome is not known")
                : new StoreException.Unavailable("no leader took the command in time", reason);
    }

    WriteSet writeSet(List<Precondition> preconditions, Mutation... mutations) {
        return new WriteSet(TransactionId.random(random), preconditions, List.of(mutations));
    }

    /** A view with everything acknowledged before the call. */
    public View linearizableView(Deadline deadline) {
        if (soleVoterReady()) {
            return machine.view();
        }
        while (true) {
            try {
                long index = reads.index().get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
                awaitApplied(index, deadline);
                return machine.view();
            } catch (ExecutionException noIndex) {
                pause(deadline, noIndex);
                if (soleVoterReady()) {
                    return machine.view();
                }
            } catch (TimeoutException passed) {
                throw new StoreException.Unavailable("no linearizable read in time", passed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new StoreException.Unavailable("interrupted", interrupted);
            }
        }
    }

    /**
     * A commit reaches a follower with the next entry or when it asks the leader: now and then
     * again.
     */
    private void awaitApplied(long index, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Void> applied = waiters.await(index);
        for (long nudge = LEAST_NUDGE_MILLIS; ; nudge = Math.min(2 * nudge, MOST_NUDGE_MILLIS)) {
            long left = deadline.left().toMillis();
            try {
                applied.get(Math.min(left, nudge), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException notYet) {
                if (left <= nudge) {
                    throw notYet;
                }
                String leader = peers.leader();
                if (leader != null && !leader.equals(peerId)) {
                    peers.ask(leader);
                }
            }
        }
    }

    private void pause(Deadline deadline, ExecutionException reason) {
        if (removed) {
            throw new StoreException.Unavailable(
                    "this member was removed from the cluster", reason);
        }
        if (closing || deadline.left().toMillis() <= RETRY_MILLIS) {
            throw new StoreException.Unavailable("no linearizable read in time", reason);
        }
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable("interrupted", interrupted);
        }
    }

    /** See {@link Store#fence()}. */
    public @Nullable Precondition fence() {
        return epoch.fence();
    }

    public void setServing(boolean nowServing) {
        serving = nowServing;
    }

    /** This member alone is the majority, and has applied what was committed before it led. */
    private boolean soleVoterReady() {
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

    private RaftServer.Division division() {
        RaftServer.Division now = division;
        if (now == null) {
            throw new StoreException.Unavailable("the node is starting");
        }
        return now;
    }

    public long committedIndex() {
        return division().getRaftLog().getLastCommittedIndex();
    }

    public RaftConfiguration configuration() {
        return division().getRaftConf();
    }

    /** Members' records by peer id. */
    public Map<String, MemberRecord> members() {
        return book.members();
    }

    /** The leader hands leadership over: here, or by asking it. The empty text means any. */
    public CompletableFuture<Void> transferLeadership(String toPeerId, long timeoutMillis) {
        if (info().isLeader()) {
            return duty.transfer(toPeerId, timeoutMillis);
        }
        String leader = peers.leader();
        if (leader == null) {
            return CompletableFuture.failedFuture(new IOException("no leader is known"));
        }
        return peers.ask(
                        leader,
                        Questions.TRANSFER,
                        toPeerId.getBytes(StandardCharsets.UTF_8),
                        timeoutMillis)
                .thenCompose(answer ->
                        answer.status() == PeerAnswer.OK
                                ? CompletableFuture.completedFuture(null)
                                : CompletableFuture.failedFuture(
                                        new IOException("the leader could not hand over")));
    }

    private void forget(String leftPeerId) {
        LOG.info("{} has left the group", leftPeerId);
        commits.submit(writeSet(List.of(), new Mutation.Delete(MemberRecord.key(leftPeerId))));
    }

    CompletableFuture<PeerAnswer> answer(byte kind, ByteBuffer payload) {
        boolean refused = division == null || (kind == Questions.COMMIT && disk.low());
        return refused
                ? CompletableFuture.completedFuture(PeerAnswer.of(PeerAnswer.NOT_DONE))
                : questions.answer(kind, payload);
    }

    /** Takes a snapshot, so that the log before it can go; returns when it was begun. */
    public void requestSnapshot() {
        SnapshotManagementRequest request =
                SnapshotManagementRequest.newCreate(
                        clientId,
                        RaftPeerId.valueOf(peerId),
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

    /** Whether this member was taken out of the cluster: it can only be wiped and join anew. */
    public boolean removed() {
        return removed;
    }

    private void leave() {
        if (!closing) {
            LOG.warn("this member was removed from the cluster");
            removed = true;
            commits.close(
                    new StoreException.Unavailable("this member was removed from the cluster"));
        }
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
        channels.close();
        try {
            server.close();
        } catch (IOException failure) {
            LOG.warn("closing the Raft server", failure);
        }
        background.shutdownNow();
        closeNames();
    }

    private void closeNames() {
        try {
            names.close();
        } catch (Exception failure) {
            LOG.warn("closing the members' names", failure);
        }
    }

    private final class Events implements MachineEvents {
        @Override
        public void applied(long index, Changes changes) {
            if (changes.generation() != null || changes.classes().containsKey(ClassKey.SYSTEM)) {
                membersMayHaveChanged();
            }
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
        public void opened(RocksState state) {
            membersMayHaveChanged();
            waiters.advance(state.index());
        }

        private void membersMayHaveChanged() {
            boolean changed;
            try (View view = machine.view()) {
                changed = book.refresh(view);
            }
            if (changed) {
                channels.keep(book.members().keySet());
                background.execute(book::saveQuietly);
            }
        }

        @Override
        public void leaderReady() {
            epoch.begin();
        }

        @Override
        public void leaderChanged() {}

        @Override
        public void configurationChanged() {
            RaftServer.Division now = division;
            if (now == null || !now.getRaftConf().getPreviousPeers().isEmpty()) {
                return;
            }
            RaftPeerId self = RaftPeerId.valueOf(peerId);
            boolean listens = now.getRaftConf().getPeer(self, RaftPeerRole.LISTENER) != null;
            if (listens && !now.getInfo().isListener() && demoted.compareAndSet(false, true)) {
                LOG.info("this member was made a listener, starting again as one");
                // Not on a thread that closing this node interrupts.
                Thread.ofPlatform()
                        .daemon()
                        .name("store-restart")
                        .start(() -> onDemoted.accept(RaftNode.this));
            }
        }

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
            MemberRecord self = book.member(peerId);
            if (demoted.get()) {
                return;
            }
            if (self == null || self.role() == MemberRecord.Role.LEAVING) {
                leave();
            } else {
                fail(new IllegalStateException("Raft closed itself"));
            }
        }
    }
}
