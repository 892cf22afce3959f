package io.sealwright.storage.raft;

import io.sealwright.storage.Outcome;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.raft.OwnState.Voters;
import io.sealwright.storage.rocks.RocksState.Fingerprint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The parts of a member that decide, put together over a simulated outside: nothing of its own. */
public final class MemberLogic {
    /** What a member reaches: its log and state, the others, and time. */
    public interface Outside {
        String selfId();

        long term();

        boolean leaderReady();

        long applied();

        long committed();

        long sequence();

        List<String> voters();

        @Nullable String leader();

        /** The other's {@link MemberLogic#answer}. */
        CompletableFuture<byte[]> ask(String peerId);

        /** Fails with {@link MemberLogic#notSubmitted} or, where that is not known, otherwise. */
        CompletableFuture<ByteBuffer> submit(byte[] command);

        void later(long millis, Runnable task);
    }

    /** A write on its way. */
    public final class Write {
        private final CommitQueue.Pending pending;

        private Write(CommitQueue.Pending pending) {
            this.pending = pending;
        }

        public CompletableFuture<Outcome> outcome() {
            return pending.future;
        }

        /** At the deadline: the outcome after all, or a StoreException that says what is known. */
        public Outcome giveUp() {
            return commits.giveUp(pending);
        }
    }

    private final Outside outside;
    private final OwnState state;
    private final ReadGuard guard;
    private final AppliedWaiters waiters = new AppliedWaiters();
    private final CommitQueue commits;

    public MemberLogic(Outside outside, long hedgeMillis, long roundMillis) {
        this.outside = outside;
        this.state = new State(outside);
        this.guard =
                new ReadGuard(
                        new Others(outside, state), timing(outside, hedgeMillis, roundMillis));
        this.commits =
                new CommitQueue(
                        outside::submit, new SimulatedTimer(outside::later), outside::sequence);
    }

    public static Exception notSubmitted(String reason) {
        return new EntrySubmitter.NotSubmitted(reason);
    }

    public byte[] answer() {
        return state.answer().encode();
    }

    public CompletableFuture<Long> readIndex() {
        return guard.index();
    }

    public CompletableFuture<Void> whenApplied(long index) {
        return waiters.await(index);
    }

    public void applied(long index) {
        waiters.advance(index);
    }

    public Write write(WriteSet writeSet) {
        return new Write(commits.enqueue(writeSet));
    }

    private static RoundTiming timing(Outside outside, long hedgeMillis, long roundMillis) {
        return new RoundTiming() {
            @Override
            public void afterHedge(Runnable task) {
                outside.later(hedgeMillis, task);
            }

            @Override
            public CompletableFuture<Long> bounded(CompletableFuture<Long> round) {
                outside.later(
                        roundMillis,
                        () ->
                                round.completeExceptionally(
                                        new java.util.concurrent.TimeoutException()));
                return round;
            }
        };
    }

    private record State(Outside outside) implements OwnState {
        @Override
        public long term() {
            return outside.term();
        }

        @Override
        public boolean leaderReady() {
            return outside.leaderReady();
        }

        @Override
        public boolean serving() {
            return true;
        }

        @Override
        public long applied() {
            return outside.applied();
        }

        @Override
        public long committed() {
            return outside.committed();
        }

        @Override
        public Fingerprint mark() {
            return Answer.NO_MARK;
        }

        @Override
        public Voters voters() {
            return new Voters(outside.voters(), List.of());
        }
    }

    private record Others(Outside outside, OwnState state) implements Asked {
        @Override
        public String selfId() {
            return outside.selfId();
        }

        @Override
        public Answer self() {
            return state.answer();
        }

        @Override
        public @Nullable String leader() {
            return outside.leader();
        }

        @Override
        public List<String> byPromptness(Collection<String> peerIds) {
            List<String> order = new ArrayList<>(peerIds);
            order.sort(null);
            return order;
        }

        @Override
        public void wasSlow(String peerId) {}

        @Override
        public CompletableFuture<Answer> ask(String peerId) {
            return outside.ask(peerId).thenApply(bytes -> Answer.decode(ByteBuffer.wrap(bytes)));
        }
    }
}
