package io.sealwright.storage.raft;

import io.sealwright.storage.transport.PeerAnswer;
import io.sealwright.storage.transport.PeerChannels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/** This member's own state and the others', for reads and for duties. */
final class Peers implements Asked {
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final String selfId;
    private final Supplier<RaftServer.Division> division;
    private final StoreMachine machine;
    private final MemberBook book;
    private final PeerChannels channels;
    private final BooleanSupplier serving;
    private final long timeoutMillis;
    private final Map<String, Long> slowSince = new ConcurrentHashMap<>();
    private final LeaderQuestions ofLeader = new LeaderQuestions(this::leader);

    /** A race between readers only changes whose turn it is. */
    private int turn;

    Peers(
            String selfId,
            Supplier<RaftServer.Division> division,
            StoreMachine machine,
            MemberBook book,
            PeerChannels channels,
            BooleanSupplier serving,
            long timeoutMillis) {
        this.selfId = selfId;
        this.division = division;
        this.machine = machine;
        this.book = book;
        this.channels = channels;
        this.serving = serving;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public String selfId() {
        return selfId;
    }

    @Override
    public Answer self() {
        return new DivisionState(division.get(), machine, serving).answer();
    }

    @Override
    public @Nullable String leader() {
        RaftPeerId leader = division.get().getInfo().getLeaderId();
        return leader == null ? null : leader.toString();
    }

    @Override
    public CompletableFuture<Answer> ask(String peerId) {
        StateQuestion question = new StateQuestion(machine.state().index(), selfId);
        boolean leads = peerId.equals(leader());
        CompletableFuture<PeerAnswer> answered =
                ask(peerId, Questions.STATE, question.encode(), timeoutMillis);
        return (leads ? ofLeader.watch(peerId, answered) : answered)
                .thenApply(answer -> {
                    if (answer.status() != PeerAnswer.OK) {
                        throw new CompletionException(new IOException("the member is not ready"));
                    }
                    return Answer.decode(answer.payload());
                });
    }

    @Override
    public List<String> byPromptness(Collection<String> peerIds) {
        if (peerIds.size() < 2) {
            return List.copyOf(peerIds);
        }
        long now = System.nanoTime();
        List<String> order = new ArrayList<>(peerIds);
        // Prompt ones take turns.
        Collections.rotate(order, turn++);
        order.sort(
                Comparator.comparing(peer -> {
                    Long since = slowSince.get(peer);
                    return since != null && now - since < SLOW_NANOS;
                }));
        return order;
    }

    @Override
    public void wasSlow(String peerId) {
        slowSince.put(peerId, System.nanoTime());
    }

    /** Hands a command to the leader; fails as well once another member leads. */
    CompletableFuture<PeerAnswer> commit(String leader, byte[] command, long timeout) {
        return ofLeader.watch(leader, ask(leader, Questions.COMMIT, command, timeout));
    }

    /** Another member leads: nobody waits for the former leader any longer. */
    void leads(String newLeader) {
        ofLeader.leads(newLeader);
    }

    CompletableFuture<PeerAnswer> ask(String peerId, byte kind, byte[] payload, long timeout) {
        if (book.member(peerId) == null) {
            return CompletableFuture.failedFuture(new IOException("an unknown member: " + peerId));
        }
        return channels.ask(peerId, kind, payload, timeout);
    }
}
