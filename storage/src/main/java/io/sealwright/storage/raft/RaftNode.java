package io.sealwright.storage.raft;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.MemberCare;
import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.MemberReport;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.Store;
import io.sealwright.storage.StoreConfig;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.View;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.transport.PeerAnswer;
import io.sealwright.storage.transport.PeerTrust;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This member's part of the cluster: where everything of it comes together. Made by {@link
 * NodeStart}.
 */
public final class RaftNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RaftNode.class);
    private static final long TRANSFER_MILLIS = 3_000;

    private final ScheduledExecutorService background;
    private final SecureRandom random = new SecureRandom();
    private final NodeHealth health;
    private final DiskGuard disk;
    private final ClockGuard clock;
    private final Leaderless leaderless;
    private final MemberLinks links;
    private final StoreMachine machine;
    private final RaftEngine engine;
    private final Peers peers;
    private final LinearizableReads reads;
    private final CommitQueue commits;
    private final RepeatedSubmit commands;
    private final LeaderEpoch epoch;
    private final LeaderDuty duty;
    private final OwnRecord own;
    private final PeerQuestions questions;
    private final CatchUp catchUp;
    private final Formats formats;
    private final String peerId;
    private volatile boolean serving;

    RaftNode(
            NodeParts parts,
            UUID clusterId,
            List<MemberRecord> members,
            RaftEngine.Beginning beginning)
            throws IOException {
        StoreConfig config = parts.config();
        peerId = parts.peerId();
        background = newBackground(parts.folder().nodeId());
        health = new NodeHealth(config.onFatal());
        disk =
                new DiskGuard(
                        parts.folder().path(),
                        config.reservedDiskBytes(),
                        new VoteShield(
                                parts.folder()
                                        .raft()
                                        .resolve(clusterId.toString())
                                        .resolve("current")));
        links = new MemberLinks(parts, clusterId, members);
        AppliedWaiters waiters = new AppliedWaiters();
        machine =
                new StoreMachine(
                        new StateFolder(
                                parts.folder().state(),
                                clusterId.toString(),
                                config.blockCacheBytes(),
                                parts.newestFormat()),
                        new NodeEvents(this, parts, links, waiters, health, background),
                        background);
        engine =
                new RaftEngine(parts, clusterId, beginning, machine, links.transport, this::answer);
        long electionMillis = config.electionTimeout().toMillis();
        peers =
                new Peers(
                        peerId,
                        engine::division,
                        machine,
                        links.book,
                        links.channels,
                        this::serves,
                        Math.max(electionMillis, 500));
        clock = new ClockGuard(config.clock(), peerId, this::voters, this::timeOf);
        leaderless = new Leaderless(() -> info().getLeaderId() != null, System::nanoTime);
        reads =
                new LinearizableReads(
                        engine,
                        machine,
                        peers,
                        waiters,
                        health,
                        leaderless,
                        Math.max(2 * electionMillis, 1_000));
        LocalSubmitter local = engine.submitter();
        LeaderSubmitter submitter = new LeaderSubmitter(local, peers);
        commands = new RepeatedSubmit(submitter, health);
        commits = new CommitQueue(submitter, background, () -> machine.state().sequence());
        health.onStop(commits::close);
        epoch = new LeaderEpoch(peerId, local, machine, engine::info, background);
        Divergence divergence = new Divergence(peers, machine, health::fail);
        Contacts contacts = new Contacts(System::nanoTime);
        duty =
                new LeaderDuty(
                        peers,
                        links.book,
                        engine.changes(),
                        engine::division,
                        divergence,
                        contacts,
                        new MemberHealth(contacts, config.clock()),
                        this::forget,
                        new DeadRemoval(machine, this::fence, this::writeSet, commits::submit));
        own = new OwnRecord(config, peers, links.book, machine, this::writeSet, commits::submit);
        catchUp = new CatchUp(peers, machine);
        formats =
                new Formats(
                        peers,
                        machine,
                        parts.newestFormat(),
                        local,
                        this::writeSet,
                        commits::submit);
        questions =
                new PeerQuestions(
                        peers,
                        local,
                        engine.appenders,
                        links.book,
                        divergence,
                        own,
                        config.clock(),
                        to -> duty.transfer(to, TRANSFER_MILLIS),
                        duty::report);
    }

    private boolean serves() {
        return serving && !disk.low() && !clock.off();
    }

    private Collection<String> voters() {
        return configuration().getCurrentPeers().stream()
                .map(peer -> peer.getId().toString())
                .toList();
    }

    private CompletableFuture<Long> timeOf(String peer) {
        return peers.ask(peer, Questions.CLOCK, new byte[0], ClockGuard.TOLERANCE_MILLIS / 4)
                .thenApply(answer -> {
                    if (answer.status() != PeerAnswer.OK) {
                        throw new CompletionException(new IOException("the member is not ready"));
                    }
                    return answer.payload().getLong();
                });
    }

    private static ScheduledExecutorService newBackground(String nodeId) {
        return Executors.newScheduledThreadPool(
                2, Thread.ofPlatform().daemon().name("store-" + nodeId + "-", 0).factory());
    }

    void begin() throws IOException {
        boolean started = false;
        try {
            engine.start();
            try (View view = machine.view()) {
                links.book.readOrigin(view);
            }
            disk.run();
            every(DiskGuard.PERIOD_MILLIS, disk);
            background.execute(clock);
            every(ClockGuard.PERIOD_MILLIS, clock);
            every(Leaderless.PERIOD_MILLIS, leaderless);
            every(LeaderDuty.PERIOD_MILLIS, duty::tick);
            every(OwnRecord.PERIOD_MILLIS, own);
            every(CatchUp.PERIOD_MILLIS, catchUp);
            every(Formats.PERIOD_MILLIS, formats);
            every(Orphaned.PERIOD_MILLIS, new Orphaned(peers, links.book));
            every(
                    StuckListener.PERIOD_MILLIS,
                    new StuckListener(peerId, engine::division, health::fail));
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    private void every(long millis, Runnable task) {
        background.scheduleWithFixedDelay(
                () -> runGuarded(task), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** What throws would never run again. */
    private static void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (StoreException.Unavailable passing) {
            LOG.debug("a periodic duty could not be done now: {}", passing.getMessage());
        } catch (RuntimeException failed) {
            LOG.warn("a periodic duty failed, it is tried again", failed);
        }
    }

    RaftEngine engine() {
        return engine;
    }

    StoreMachine machine() {
        return machine;
    }

    Peers peers() {
        return peers;
    }

    LeaderEpoch epoch() {
        return epoch;
    }

    PeerTrust trust() {
        return links.trust;
    }

    public String peerId() {
        return peerId;
    }

    /** What this member has applied. */
    public View localView() {
        return machine.view();
    }

    /** A view with everything acknowledged before the call. */
    public View linearizableView(Deadline deadline) {
        leaderless.check();
        clock.awaitRight(deadline);
        return reads.view(deadline);
    }

    /** See {@link Store#commit}. */
    public Outcome commit(WriteSet writeSet, Deadline deadline) {
        if (disk.low()) {
            throw new StoreException.DiskFailed("the data disk is nearly full");
        }
        leaderless.check();
        clock.awaitRight(deadline);
        return commits.commit(writeSet, deadline);
    }

    /** Commits a command that is no write set and does no harm when it is applied twice. */
    public void submit(byte[] command, Deadline deadline) {
        commands.submit(command, deadline);
    }

    WriteSet writeSet(List<Precondition> preconditions, Mutation... mutations) {
        return new WriteSet(TransactionId.random(random), preconditions, List.of(mutations));
    }

    /** See {@link Store#fence()}. */
    public @Nullable Precondition fence() {
        return clock.right() ? epoch.fence() : null;
    }

    public void setServing(boolean nowServing) {
        serving = nowServing;
    }

    /** Whether this member's clock is wrong by the others', which makes it answer nothing. */
    public boolean clockOff() {
        return clock.off();
    }

    /** Whether this member was taken out of the cluster: it can only be wiped and join anew. */
    public boolean removed() {
        return health.removed();
    }

    /** Whether this member has what its leader has, but for what may be on its way. */
    public boolean caughtUp() {
        return catchUp.caughtUp();
    }

    /** The format that the state follows. */
    public int format() {
        return machine.state().format();
    }

    public long appliedTerm() {
        return machine.state().term();
    }

    public long appliedIndex() {
        return machine.state().index();
    }

    public long committedIndex() {
        return engine.division().getRaftLog().getLastCommittedIndex();
    }

    public DivisionInfo info() {
        return engine.info();
    }

    public RaftConfiguration configuration() {
        return engine.division().getRaftConf();
    }

    /** Members' records by peer id. */
    public Map<String, MemberRecord> members() {
        return links.book.members();
    }

    /** The cluster's id if its Raft group is not the first one; null otherwise. */
    public @Nullable UUID origin() {
        return links.book.origin();
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
        byte[] payload = toPeerId.getBytes(StandardCharsets.UTF_8);
        return peers.ask(leader, Questions.TRANSFER, payload, timeoutMillis)
                .thenCompose(answer ->
                        answer.status() == PeerAnswer.OK
                                ? CompletableFuture.completedFuture(null)
                                : CompletableFuture.failedFuture(
                                        new IOException("the leader could not hand over")));
    }

    /** How members are looked after while this one leads. */
    public void care(MemberCare care) {
        duty.care(care);
    }

    /** How the members are, as the leader sees them: this member, or the one that is asked. */
    public List<MemberReport> report(Deadline deadline) {
        Answer self = peers.self();
        if (self.leads()) {
            return duty.report(self);
        }
        String leader = peers.leader();
        if (leader == null) {
            throw new StoreException.Unavailable("no leader is known");
        }
        try {
            PeerAnswer answer =
                    peers.ask(leader, Questions.REPORT, new byte[0], deadline.left().toMillis())
                            .get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
            if (answer.status() != PeerAnswer.OK) {
                throw new StoreException.Unavailable("the leader is not ready; try again");
            }
            return ReportCodec.decode(answer.payload());
        } catch (ExecutionException | TimeoutException failure) {
            throw new StoreException.Unavailable("the leader does not answer", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable("interrupted", interrupted);
        }
    }

    private void forget(String leftPeerId) {
        LOG.info("{} has left the group", leftPeerId);
        commits.submit(
                writeSet(
                        List.of(),
                        new Mutation.Delete(MemberRecord.key(leftPeerId)),
                        new Mutation.Delete(FormatRecord.key(leftPeerId))));
    }

    CompletableFuture<PeerAnswer> answer(byte kind, ByteBuffer payload) {
        boolean refused = !engine.started() || (kind == Questions.COMMIT && disk.low());
        return refused
                ? CompletableFuture.completedFuture(PeerAnswer.of(PeerAnswer.NOT_DONE))
                : questions.answer(kind, payload);
    }

    @Override
    public void close() {
        health.close();
        links.closeChannels();
        engine.close();
        // Ratis closes it only if its own start came far enough.
        machine.close();
        background.shutdownNow();
        links.close();
    }
}
