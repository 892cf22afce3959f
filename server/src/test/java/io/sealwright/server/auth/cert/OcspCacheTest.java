package io.sealwright.server.auth.cert;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.auth.cert.OcspAnswer.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OcspCacheTest {
    private static final Instant NOW = Made.NOW;

    private final OcspCache cache = new OcspCache();
    private final List<CompletableFuture<OcspAnswer>> asked = new ArrayList<>();

    private CompletableFuture<OcspAnswer> find(String key, int size, Instant now) {
        return cache.find(
                key,
                size,
                now,
                () -> {
                    CompletableFuture<OcspAnswer> begun = new CompletableFuture<>();
                    asked.add(begun);
                    return begun;
                });
    }

    private static OcspAnswer good(int seconds) {
        return new OcspAnswer(Status.GOOD, "", NOW.plusSeconds(seconds));
    }

    @Test
    void whoAsksTheSameAtTheSameTimeWaitsForOneAnswer() {
        CompletableFuture<OcspAnswer> first = find("a", 10, NOW);
        CompletableFuture<OcspAnswer> second = find("a", 10, NOW);
        assertThat(asked).hasSize(1);
        assertThat(second).isNotDone();

        asked.getFirst().complete(good(60));
        assertThat(first).isCompletedWithValue(good(60));
        assertThat(second).isCompletedWithValue(good(60));
    }

    @Test
    void anAnswerCountsUntilItsEnd() {
        CompletableFuture<OcspAnswer> first = find("a", 10, NOW);
        asked.getFirst().complete(good(60));

        assertThat(first).isDone();
        assertThat(find("a", 10, NOW.plusSeconds(59))).isCompletedWithValue(good(60));
        assertThat(find("a", 10, NOW.plusSeconds(60))).isNotDone();
        assertThat(asked).hasSize(2);
    }

    @Test
    void aFailureOfOurOwnIsNotKept() {
        CompletableFuture<OcspAnswer> first = find("a", 10, NOW);
        asked.getFirst().completeExceptionally(new IllegalStateException("busy"));

        assertThat(first).isCompletedExceptionally();
        assertThat(find("a", 10, NOW)).isNotDone();
        assertThat(asked).hasSize(2);
    }

    @Test
    void thoseUsedLastAreKept() {
        for (String key : List.of("a", "b", "c")) {
            CompletableFuture<OcspAnswer> begun = find(key, 2, NOW);
            asked.getLast().complete(good(60));
            assertThat(begun).isDone();
            assertThat(find("a", 2, NOW)).isDone();
        }

        assertThat(find("a", 2, NOW)).isDone();
        assertThat(find("c", 2, NOW)).isDone();
        assertThat(find("b", 2, NOW)).isNotDone();
        assertThat(OcspAnswer.none("x", NOW).until()).isEqualTo(NOW.plus(Duration.ofSeconds(5)));
    }
}
