package io.sealwright.storage.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.raft.ClockGuard.Verdict;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockGuardTest {
    private static final long YEAR = Duration.ofDays(365).toMillis();

    private final AtomicLong ahead = new AtomicLong();
    private final InstantSource clock =
            () -> InstantSource.system().instant().plusMillis(ahead.get());

    @ParameterizedTest
    @CsvSource({
        "'', true, 1, RIGHT",
        "'', true, 2, UNKNOWN",
        "'', true, 3, UNKNOWN",
        "'', false, 0, UNKNOWN",
        "'0', false, 3, UNKNOWN",
        "'0', true, 3, RIGHT",
        "'9000 -9000', true, 3, RIGHT",
        "'31536000000 0', true, 3, RIGHT",
        "'31536000000 31536000100', true, 3, WRONG",
        "'-31536000000 -31536000100', true, 3, WRONG",
        "'-31536000000 31536000000', true, 3, RIGHT",
        "'31536000000', true, 3, UNKNOWN",
        "'31536000000', true, 2, RIGHT",
        "'20000 20000 20000 0', true, 5, WRONG",
        "'20000 20000 0 0', true, 5, RIGHT",
        "'31536000000 20000', true, 5, UNKNOWN",
        "'0 0', true, 5, RIGHT",
        "'20000 20000', false, 3, WRONG",
        "'1 2', false, 3, RIGHT"
    })
    void aMajorityThatAgreesIsBelieved(
            String others, boolean selfVotes, int voters, Verdict expected) {
        long[] offsets =
                others.isEmpty()
                        ? new long[0]
                        : List.of(others.split(" ")).stream().mapToLong(Long::parseLong).toArray();
        assertThat(ClockGuard.verdict(offsets, selfVotes, voters)).isEqualTo(expected);
    }

    @Test
    void aJumpCountsAtOnceUntilTheOthersWereAsked() {
        ClockGuard guard = guard(List.of("a", "b", "c"), 0);
        guard.run();
        assertThat(guard.right()).isTrue();

        ahead.set(YEAR);
        assertThat(guard.off()).isTrue();
        assertThat(guard.right()).isFalse();
        guard.run();
        assertThat(guard.off()).isTrue();
        assertThatThrownBy(() -> guard.awaitRight(Deadline.in(Duration.ofSeconds(5))))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("clock");

        ahead.set(0);
        guard.run();
        assertThat(guard.right()).isTrue();
    }

    /** The first who answers after a jump is one against one. */
    @Test
    void aJumpIsNotBelievedBeforeAllHaveToldOrHadTheTimeTo() throws Exception {
        Map<String, CompletableFuture<Long>> answers = new ConcurrentHashMap<>();
        ClockGuard guard =
                new ClockGuard(
                        clock,
                        "a",
                        () -> List.of("a", "b", "c"),
                        peer -> answers.computeIfAbsent(peer, any -> new CompletableFuture<>()));
        ahead.set(YEAR);
        guard.run();
        CompletableFuture<Long> b = Objects.requireNonNull(answers.get("b"));
        CompletableFuture<Long> c = Objects.requireNonNull(answers.get("c"));
        b.complete(InstantSource.system().millis());
        assertThat(guard.right()).isFalse();
        c.complete(InstantSource.system().millis());
        assertThat(guard.right()).isFalse();
        assertThat(guard.off()).isTrue();

        // It stays wrong where one of those who said so is gone.
        answers.put("c", new CompletableFuture<>());
        TimeUnit.SECONDS.sleep(4);
        guard.run();
        assertThat(guard.right()).isFalse();
        assertThat(guard.off()).isTrue();
    }

    @Test
    void whatNobodyCanDecideStopsNobody() throws Exception {
        ClockGuard guard =
                new ClockGuard(
                        clock,
                        "a",
                        () -> List.of("a", "b", "c"),
                        peer ->
                                peer.equals("b")
                                        ? CompletableFuture.completedFuture(
                                                InstantSource.system().millis())
                                        : new CompletableFuture<>());
        ahead.set(YEAR);
        guard.run();
        assertThat(guard.right()).isFalse();
        TimeUnit.SECONDS.sleep(4);
        guard.run();
        assertThat(guard.right()).isTrue();
    }

    @Test
    void aMemberAloneBelievesItsClock() {
        ClockGuard guard = guard(List.of("a"), 0);
        guard.run();
        ahead.set(YEAR);
        assertThat(guard.off()).isTrue();
        guard.run();
        assertThat(guard.right()).isTrue();
    }

    @Test
    void nobodyWaitsLongerThanTheDeadline() {
        ClockGuard guard =
                new ClockGuard(
                        clock,
                        "a",
                        () -> List.of("a", "b", "c"),
                        peer -> new CompletableFuture<>());
        guard.run();
        assertThat(guard.off()).isFalse();
        assertThatThrownBy(() -> guard.awaitRight(Deadline.in(Duration.ofMillis(50))))
                .isInstanceOf(StoreException.Unavailable.class);
    }

    private ClockGuard guard(List<String> voters, long othersAhead) {
        return new ClockGuard(
                clock,
                "a",
                () -> voters,
                peer ->
                        CompletableFuture.completedFuture(
                                InstantSource.system().millis() + othersAhead));
    }
}
