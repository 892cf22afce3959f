package io.sealwright.storage.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReadRoundTest {
    private static final List<String> ABC = List.of("a", "b", "c");
    private static final RoundTiming TIMING = new RealTiming(60_000);

    @Test
    void aLeaderNeedsOneOfTwoFollowersInItsTerm() {
        Fake fake = new Fake("a", leading(5, 100, ABC, List.of()), "a");
        CompletableFuture<Long> index = ReadRound.run(fake, TIMING);
        assertThat(index).isNotDone();
        fake.fail("b");
        assertThat(index).isNotDone();
        fake.answer("c", following(5));
        assertThat(index.join()).isEqualTo(100);
    }

    @Test
    void aLeaderWhoseFollowersAreGoneFails() {
        Fake fake = new Fake("a", leading(5, 100, ABC, List.of()), "a");
        CompletableFuture<Long> index = ReadRound.run(fake, TIMING);
        fake.fail("b");
        fake.fail("c");
        assertFailed(index);
    }

    @Test
    void aVoterInALaterTermDoesNotConfirm() {
        Fake fake = new Fake("a", leading(5, 100, ABC, List.of()), "a");
        CompletableFuture<Long> index = ReadRound.run(fake, TIMING);
        fake.answer("b", following(6));
        assertThat(index).isNotDone();
        fake.answer("c", following(6));
        assertFailed(index);
    }

    @Test
    void aFollowerAndTheLeaderAreTwoOfThree() {
        Fake fake = new Fake("b", following(5), "a");
        CompletableFuture<Long> index = ReadRound.run(fake, TIMING);
        fake.answer("a", leading(5, 42, ABC, List.of()));
        assertThat(index.join()).isEqualTo(42);
        assertThat(fake.asked).containsOnlyKeys("a");
    }

    @Test
    void aFollowerInALaterTermThanItsLeaderAsksTheThird() {
        Fake fake = new Fake("b", following(6), "a");
        CompletableFuture<Long> index = ReadRound.run(fake, TIMING);
        fake.answer("a", leading(5, 42, ABC, List.of()));
        assertThat(index).isNotDone();
        fake.answer("c", following(6));
        assertFailed(index);
    }

    @Test
    void aListenerDoesNotCount() {
        Fake fake = new Fake("listener", following(5), "a");
        CompletableFuture<Long> index = ReadRound.run(fake, TIMING);
        fake.answer("a", leading(5, 42, ABC, List.of()));
        assertThat(index).isNotDone();
        fake.answer("c", following(5));
        assertThat(index.join()).isEqualTo(42);
    }

    @Test
    void duringAChangeBothSetsHaveToConfirm() {
        List<String> next = List.of("a", "d", "e");
        Fake fake = new Fake("a", leading(5, 42, next, ABC), "a");
        CompletableFuture<Long> index = ReadRound.run(fake, TIMING);
        assertThat(fake.asked).containsOnlyKeys("b", "c", "d", "e");
        fake.answer("b", following(5));
        assertThat(index).isNotDone();
        fake.answer("d", following(4));
        assertThat(index.join()).isEqualTo(42);
    }

    @Test
    void theOthersAreAskedWhenThoseAskedFirstAreSlow() {
        Fake fake = new Fake("a", leading(5, 100, ABC, List.of()), "a");
        CompletableFuture<Long> index = ReadRound.run(fake, TIMING);
        while (!fake.asked.containsKey("c")) {
            Thread.onSpinWait();
        }
        assertThat(fake.slow).containsExactly("b");
        fake.answer("c", following(5));
        assertThat(index.join()).isEqualTo(100);
    }

    @Test
    void withoutALeaderOrWithOneThatIsNotReadyItFails() {
        assertFailed(ReadRound.run(new Fake("b", following(5), null), TIMING));
        assertFailed(ReadRound.run(new Fake("b", following(5), "b"), TIMING));
        Fake fake = new Fake("b", following(5), "a");
        CompletableFuture<Long> index = ReadRound.run(fake, TIMING);
        fake.answer("a", following(5));
        assertFailed(index);
        Fake gone = new Fake("b", following(5), "a");
        CompletableFuture<Long> unanswered = ReadRound.run(gone, TIMING);
        gone.fail("a");
        assertFailed(unanswered);
    }

    /**
     * However votes and answers interleave: if a round says yes, no later leader had been elected
     * when the round began, so no write it does not see had been acknowledged.
     */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aRoundNeverConfirmsALeaderThatWasReplacedBeforeItBegan(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            int size = 3 + 2 * random.nextInt(2);
            List<String> voters = List.of("a", "b", "c", "d", "e").subList(0, size);
            // "a" leads term 5 and knows of nothing; each other voter may have voted for term 6
            // already.
            Map<String, Long> terms = new HashMap<>();
            int votes = 0;
            for (String voter : voters.subList(1, size)) {
                boolean voted = random.nextInt(2) == 0;
                votes += voted ? 1 : 0;
                terms.put(voter, voted ? 6L : 5L);
            }
            boolean replacedBefore = votes > size / 2;
            Fake fake = new Fake("a", leading(5, 7, voters, List.of()), "a");
            CompletableFuture<Long> index = ReadRound.run(fake, TIMING);
            List<String> order = new ArrayList<>(terms.keySet());
            Collections.shuffle(order, random);
            for (String voter : order) {
                if (random.nextInt(4) == 0) {
                    fake.fail(voter);
                } else {
                    // Votes also change while the round runs: then the answer tells the later term.
                    long term =
                            Math.max(terms.getOrDefault(voter, 5L), random.nextInt(5) == 0 ? 6 : 0);
                    fake.answer(voter, following(term));
                }
            }
            if (replacedBefore) {
                assertFailed(index);
            } else {
                assertThat(index).isDone();
            }
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 10);
    }

    private static void assertFailed(CompletableFuture<Long> index) {
        assertThat(index).isDone();
        assertThatThrownBy(index::get).hasCauseInstanceOf(IOException.class);
    }

    private static Answer leading(
            long term, long index, List<String> voters, List<String> previous) {
        return new Answer(term, true, true, index, Answer.NO_MARK, voters, previous);
    }

    private static Answer following(long term) {
        return new Answer(term, false, true, 0, Answer.NO_MARK, List.of(), List.of());
    }

    /** Answers when the test says so. */
    private static final class Fake implements Asked {
        final Map<String, CompletableFuture<Answer>> asked = new ConcurrentHashMap<>();
        final List<String> slow = Collections.synchronizedList(new ArrayList<>());
        private final String selfId;
        private final Answer self;
        private final @Nullable String leader;

        Fake(String selfId, Answer self, @Nullable String leader) {
            this.selfId = selfId;
            this.self = self;
            this.leader = leader;
        }

        @Override
        public String selfId() {
            return selfId;
        }

        @Override
        public Answer self() {
            return self;
        }

        @Override
        public @Nullable String leader() {
            return leader;
        }

        @Override
        public List<String> byPromptness(Collection<String> peerIds) {
            List<String> order = new ArrayList<>(peerIds);
            order.sort(null);
            return order;
        }

        @Override
        public void wasSlow(String peerId) {
            slow.add(peerId);
        }

        @Override
        public CompletableFuture<Answer> ask(String peerId) {
            return asked.computeIfAbsent(peerId, peer -> new CompletableFuture<>());
        }

        void answer(String peer, Answer answer) {
            ask(peer).complete(answer);
        }

        void fail(String peer) {
            ask(peer).completeExceptionally(new IOException("gone"));
        }
    }
}
