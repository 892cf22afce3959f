package io.sealwright.storage.simulation;

import io.sealwright.storage.apply.StoreCommand;
import io.sealwright.storage.codec.CommandCodec;
import io.sealwright.storage.codec.OutcomeCodec;
import io.sealwright.storage.raft.MemberLogic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A running member: the consensus model, and on it the store's own parts. Ends with a crash. */
final class Process implements MemberLogic.Outside {
    private static final long ASK_MICROS = 30_000;
    private static final long SUBMIT_MICROS = 120_000;
    private static final long HEDGE_MILLIS = 4;
    private static final long ROUND_MILLIS = 40;

    private record Waiting(long term, CompletableFuture<ByteBuffer> answer) {}

    private final Member member;
    private final World world;
    private final Log log;
    private final Consensus consensus;
    private final MemberLogic logic;
    private final Map<Long, CompletableFuture<Message.Reply>> calls = new HashMap<>();
    private final Map<Long, Waiting> waiting = new HashMap<>();
    private final List<Runnable> whenGone = new ArrayList<>();
    private Replica replica;
    private boolean alive = true;
    private boolean applying;
    private boolean snapshotting;
    private long pausedUntil;
    private long epochTerm;
    private long lastCall;

    Process(Member member, Log log, Replica replica) {
        this.member = member;
        this.world = member.world;
        this.log = log;
        this.replica = replica;
        this.consensus = new Consensus(member, this, log, replica.index());
        this.logic = new MemberLogic(this, HEDGE_MILLIS, ROUND_MILLIS);
        logic.applied(replica.index());
    }

    void start() {
        consensus.start();
    }

    MemberLogic logic() {
        return logic;
    }

    Replica replica() {
        return replica;
    }

    Consensus consensus() {
        return consensus;
    }

    /** Runs it then, if the process still lives; later if it is stopped at that time. */
    void after(long micros, Runnable task) {
        world.after(micros, () -> step(task));
    }

    private void step(Runnable task) {
        if (!alive) {
            return;
        }
        if (world.now() < pausedUntil) {
            after(pausedUntil - world.now(), task);
            return;
        }
        task.run();
        if (alive && member.faulty && world.chance(member.profile.crashAtStep())) {
            member.crash(world.chance(0.5), "at some step");
        }
    }

    void pause(long micros) {
        pausedUntil = world.now() + micros;
    }

    /** Told at once when the process ends, as those connected to it are. */
    void whenGone(Runnable told) {
        whenGone.add(told);
    }

    Replica.Image killed() {
        alive = false;
        Replica.Image left = replica.killed();
        whenGone.forEach(told -> world.after(0, told));
        return left;
    }

    void receive(Message message) {
        switch (message) {
            case Message.Raft raft -> consensus.receive(raft);
            case Message.Question question ->
                    reply(question.from(), question.call(), false, logic.answer());
            case Message.Submit submit ->
                    append(submit.command())
                            .whenComplete((answer, failure) -> {
                                if (answer != null) {
                                    reply(submit.from(), submit.call(), false, answer.array());
                                } else if (failure != null && !(failure instanceof IOException)) {
                                    reply(submit.from(), submit.call(), true, new byte[0]);
                                }
                            });
            case Message.Reply reply -> {
                CompletableFuture<Message.Reply> call = calls.remove(reply.call());
                if (call != null) {
                    call.complete(reply);
                }
            }
        }
    }

    private void reply(String to, long call, boolean refused, byte[] payload) {
        member.network.send(selfId(), to, new Message.Reply(call, refused, payload));
    }

    /** As the leader: into the log, answered when it is applied. */
    private CompletableFuture<ByteBuffer> append(byte[] command) {
        if (!leaderReady()) {
            return CompletableFuture.failedFuture(MemberLogic.notSubmitted("does not lead"));
        }
        CompletableFuture<ByteBuffer> answer = new CompletableFuture<>();
        waiting.put(consensus.append(command), new Waiting(term(), answer));
        return answer;
    }

    /** No longer the leader: what was appended may or may not stay. */
    void steppedDown() {
        List<Waiting> open = List.copyOf(waiting.values());
        waiting.clear();
        open.forEach(one -> one.answer().completeExceptionally(new IOException("stepped down")));
    }

    /** More is committed, or durable. */
    void mayApply() {
        if (!applying && applicable() > replica.index()) {
            applying = true;
            long delay = world.chance(0.03) ? world.between(0, 25_000) : world.between(10, 800);
            after(delay, this::applySome);
        }
    }

    private long applicable() {
        return Math.min(consensus.commit(), log.synced());
    }

    private void applySome() {
        applying = false;
        int most = 1 + world.random.nextInt(8);
        while (most-- > 0 && replica.index() < applicable()) {
            apply(log.at(replica.index() + 1));
        }
        logic.applied(replica.index());
        if (leaderReady() && epochTerm != term()) {
            epochTerm = term();
            consensus.append(
                    CommandCodec.encode(new StoreCommand.Epoch(selfId(), world.random.nextLong())));
        }
        maySnapshot();
        mayApply();
    }

    private void apply(LogRecord entry) {
        member.truth.committed(entry, selfId());
        byte[] answers = new byte[0];
        if (entry.empty()) {
            replica.advance(entry.term(), entry.index());
        } else {
            StoreCommand command = CommandCodec.decode(ByteBuffer.wrap(entry.command()));
            answers =
                    OutcomeCodec.encodeAnswers(
                            replica.apply(entry.term(), entry.index(), command).answers());
        }
        Waiting one = waiting.remove(entry.index());
        if (one != null && one.term() == entry.term()) {
            one.answer().complete(ByteBuffer.wrap(answers));
        } else if (one != null) {
            one.answer().completeExceptionally(new IOException("overwritten"));
        }
    }

    private void maySnapshot() {
        long every = member.profile.snapshotEvery();
        if (snapshotting || replica.index() - member.snapshot().index() < every) {
            return;
        }
        snapshotting = true;
        Replica.Image image = replica.checkpoint();
        after(
                world.between(500, 10_000),
                () -> {
                    snapshotting = false;
                    member.keep(image);
                    long upTo = image.index() - world.random.nextInt(10);
                    long there = log.termAt(upTo);
                    if (there >= 0 && upTo <= image.index() && upTo > log.base()) {
                        log.dropUpTo(upTo, there);
                    }
                });
    }

    /** A snapshot of the leader, ahead of everything here. */
    void install(Replica.Image image) {
        member.keep(image);
        replica = member.source.open(image);
        log.dropUpTo(image.index(), image.term());
        logic.applied(replica.index());
    }

    boolean unguarded() {
        return member.weak(Weakness.READS_UNGUARDED);
    }

    // What the store's own parts reach.

    @Override
    public String selfId() {
        return member.id();
    }

    @Override
    public long term() {
        return consensus.term();
    }

    @Override
    public boolean leaderReady() {
        return consensus.leads() && replica.index() >= consensus.firstOfTerm();
    }

    @Override
    public long applied() {
        return replica.index();
    }

    @Override
    public long committed() {
        return member.weak(Weakness.READS_AT_APPLIED) ? replica.index() : consensus.commit();
    }

    @Override
    public long sequence() {
        return replica.sequence();
    }

    @Override
    public List<String> voters() {
        return member.ids;
    }

    @Override
    public @Nullable String leader() {
        return consensus.leader();
    }

    @Override
    public CompletableFuture<byte[]> ask(String peerId) {
        long call = ++lastCall;
        return call(peerId, call, new Message.Question(selfId(), call), ASK_MICROS)
                .thenApply(Message.Reply::payload);
    }

    @Override
    public CompletableFuture<ByteBuffer> submit(byte[] command) {
        String leader = leader();
        if (leader == null) {
            return CompletableFuture.failedFuture(MemberLogic.notSubmitted("no leader"));
        }
        if (leader.equals(selfId())) {
            return append(command);
        }
        long call = ++lastCall;
        return call(leader, call, new Message.Submit(selfId(), call, command), SUBMIT_MICROS)
                .thenCompose(reply ->
                        reply.refused()
                                ? CompletableFuture.failedFuture(
                                        MemberLogic.notSubmitted("the leader refused"))
                                : CompletableFuture.completedFuture(
                                        ByteBuffer.wrap(reply.payload())));
    }

    private CompletableFuture<Message.Reply> call(
            String to, long call, Message message, long timeout) {
        CompletableFuture<Message.Reply> reply = new CompletableFuture<>();
        calls.put(call, reply);
        member.network.send(selfId(), to, message);
        after(
                timeout,
                () -> {
                    calls.remove(call);
                    reply.completeExceptionally(new IOException("no answer in time"));
                });
        return reply;
    }

    @Override
    public void later(long millis, Runnable task) {
        after(millis * 1_000, task);
    }
}
