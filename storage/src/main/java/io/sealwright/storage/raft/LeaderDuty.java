package io.sealwright.storage.raft;

import io.sealwright.storage.MemberCare;
import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.MemberReport;
import io.sealwright.storage.raft.GroupPlan.Step;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the leader looks after, a few times a second: the group becomes what the members' records
 * say, and a leader that does not serve hands over to a voter that does. Anything that fails is
 * tried again at the next round.
 */
final class LeaderDuty {
    static final long PERIOD_MILLIS = 250;

    private static final Logger LOG = LoggerFactory.getLogger(LeaderDuty.class);
    private static final long TRANSFER_MILLIS = 3_000;

    private final Peers peers;
    private final MemberBook book;
    private final GroupChanges changes;
    private final Supplier<RaftServer.Division> division;
    private final Divergence divergence;
    private final Consumer<String> forget;
    private final Contacts contacts;
    private final MemberHealth health;
    private final Consumer<MemberRecord> removeDead;
    private final AtomicBoolean changing = new AtomicBoolean();
    private volatile MemberCare care = MemberCare.DEFAULT;

    /**
     * @param forget deletes a member's record
     * @param removeDead makes a member one that leaves
     */
    LeaderDuty(
            Peers peers,
            MemberBook book,
            GroupChanges changes,
            Supplier<RaftServer.Division> division,
            Divergence divergence,
            Contacts contacts,
            MemberHealth health,
            Consumer<String> forget,
            Consumer<MemberRecord> removeDead) {
        this.peers = peers;
        this.book = book;
        this.changes = changes;
        this.division = division;
        this.divergence = divergence;
        this.contacts = contacts;
        this.health = health;
        this.forget = forget;
        this.removeDead = removeDead;
    }

    /** How members are looked after from now on. */
    void care(MemberCare changed) {
        care = changed;
    }

    void tick() {
        try {
            Answer self = peers.self();
            if (!self.leads()) {
                contacts.clear();
                health.clear();
                return;
            }
            contacts.tick(others());
            askAll();
            divergence.compare(
                    contacts.recent(), ids(division.get().getRaftConf().getCurrentPeers()));
            report(self);
            if (!self.serving() && handOver()) {
                return;
            }
            GroupPlan.Group group = group();
            carryOut(GroupPlan.next(group, book.members()));
            DeadMembers.next(
                            care,
                            group,
                            book.members(),
                            contacts.silentFor(care.deadAfter().toNanos()))
                    .ifPresent(removeDead);
        } catch (RuntimeException failed) {
            LOG.warn("a leader's duty failed, it is tried again", failed);
        }
    }

    /** How the members are; only on a leader. */
    List<MemberReport> report(Answer self) {
        return health.look(
                care,
                self,
                peers.selfId(),
                ids(division.get().getRaftConf().getCurrentPeers()),
                book.members().values());
    }

    private List<String> others() {
        return book.members().keySet().stream()
                .filter(peer -> !peer.equals(peers.selfId()))
                .toList();
    }

    private void askAll() {
        for (String peer : others()) {
            peers.ask(peer).thenAccept(answer -> contacts.heard(peer, answer));
        }
    }

    private GroupPlan.Group group() {
        RaftConfiguration configuration = division.get().getRaftConf();
        return new GroupPlan.Group(
                peers.selfId(),
                configuration.getPreviousPeers().isEmpty(),
                ids(configuration.getCurrentPeers(RaftPeerRole.FOLLOWER)),
                ids(configuration.getCurrentPeers(RaftPeerRole.LISTENER)),
                contacts.recent().keySet(),
                contacts.steadyFor(care.stabilization().toNanos()));
    }

    private void carryOut(Step step) {
        switch (step) {
            case Step.Nothing nothing -> {}
            case Step.Forget gone -> forget.accept(gone.peerId());
            case Step.HandOver self -> handOverTo(candidate(false));
            case Step.Change change -> change(change);
        }
    }

    private void change(Step.Change change) {
        if (!changing.compareAndSet(false, true)) {
            return;
        }
        LOG.info("the group becomes voters {}, listeners {}", change.voters(), change.listeners());
        changes.set(division.get().getRaftConf(), change.voters(), change.listeners())
                .whenComplete((done, failure) -> {
                    changing.set(false);
                    if (failure != null) {
                        LOG.info("a change of the group failed, it is tried again", failure);
                    }
                });
    }

    /** Whether a voter that serves was found to lead in this member's place. */
    private boolean handOver() {
        String to = candidate(true);
        return to != null && handOverTo(to);
    }

    private boolean handOverTo(@Nullable String to) {
        if (to == null || !changing.compareAndSet(false, true)) {
            return false;
        }
        transfer(to, TRANSFER_MILLIS).whenComplete((done, failure) -> changing.set(false));
        return true;
    }

    /** Hands leadership to a peer, or to the best one for the empty text. */
    CompletableFuture<Void> transfer(String peerId, long timeoutMillis) {
        String to = peerId;
        if (to.isEmpty()) {
            String best = candidate(true);
            to = best != null ? best : candidate(false);
        }
        if (to == null) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("no voter could lead instead"));
        }
        LOG.info("handing leadership to {}", to);
        return changes.transfer(to, timeoutMillis);
    }

    /** The voter that answered of late and is furthest; serving ones only if asked for. */
    private @Nullable String candidate(boolean servingOnly) {
        Set<String> voters = ids(division.get().getRaftConf().getCurrentPeers());
        String best = null;
        long bestIndex = -1;
        for (Map.Entry<String, Answer> one : contacts.recent().entrySet()) {
            Answer answer = one.getValue();
            MemberRecord record = book.member(one.getKey());
            boolean stays = record != null && record.role() == MemberRecord.Role.VOTER;
            if (stays
                    && voters.contains(one.getKey())
                    && (answer.serving() || !servingOnly)
                    && answer.index() > bestIndex) {
                best = one.getKey();
                bestIndex = answer.index();
            }
        }
        return best;
    }

    private static Set<String> ids(Collection<RaftPeer> peers) {
        Set<String> ids = new TreeSet<>();
        peers.forEach(peer -> ids.add(peer.getId().toString()));
        return ids;
    }
}
