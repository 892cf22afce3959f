package io.sealwright.storage.raft;

import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.raft.GroupPlan.Step;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
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
    private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long TRANSFER_MILLIS = 3_000;

    private final Peers peers;
    private final MemberBook book;
    private final GroupChanges changes;
    private final Supplier<RaftServer.Division> division;
    private final Divergence divergence;
    private final Consumer<String> forget;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();
    private final AtomicBoolean changing = new AtomicBoolean();

    private record Seen(Answer answer, long nanoTime) {}

    /**
     * @param forget deletes a member's record
     */
    LeaderDuty(
            Peers peers,
            MemberBook book,
            GroupChanges changes,
            Supplier<RaftServer.Division> division,
            Divergence divergence,
            Consumer<String> forget) {
        this.peers = peers;
        this.book = book;
        this.changes = changes;
        this.division = division;
        this.divergence = divergence;
        this.forget = forget;
    }

    void tick() {
        try {
            Answer self = peers.self();
            if (!self.leads()) {
                seen.clear();
                return;
            }
            askAll();
            divergence.compare(recent(), ids(division.get().getRaftConf().getCurrentPeers()));
            if (!self.serving() && handOver()) {
                return;
            }
            carryOut(GroupPlan.next(group(), book.members()));
        } catch (RuntimeException failed) {
            LOG.warn("a leader's duty failed, it is tried again", failed);
        }
    }

    private void askAll() {
        for (String peer : book.members().keySet()) {
            if (!peer.equals(peers.selfId())) {
                peers.ask(peer)
                        .thenAccept(answer -> seen.put(peer, new Seen(answer, System.nanoTime())));
            }
        }
    }

    private GroupPlan.Group group() {
        RaftConfiguration configuration = division.get().getRaftConf();
        return new GroupPlan.Group(
                peers.selfId(),
                configuration.getPreviousPeers().isEmpty(),
                ids(configuration.getCurrentPeers(RaftPeerRole.FOLLOWER)),
                ids(configuration.getCurrentPeers(RaftPeerRole.LISTENER)),
                recent().keySet());
    }

    private Map<String, Answer> recent() {
        long now = System.nanoTime();
        Map<String, Answer> recent = new HashMap<>();
        seen.forEach((peer, one) -> {
            if (now - one.nanoTime() < RECENT_NANOS) {
                recent.put(peer, one.answer());
            }
        });
        return recent;
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
        for (Map.Entry<String, Answer> one : recent().entrySet()) {
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
