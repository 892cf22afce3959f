package io.sealwright.storage;

import static io.sealwright.storage.StoreTesting.bytes;
import static io.sealwright.storage.StoreTesting.present;
import static io.sealwright.storage.StoreTesting.put;
import static io.sealwright.storage.StoreTesting.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clocks that are wrong. */
class ClockIT {
    private static final long YEAR = Duration.ofDays(365).toMillis();

    private final Map<String, AtomicLong> ahead = new ConcurrentHashMap<>();

    @TempDir Path folder;

    @Test
    void aLeaderAYearAheadHandsOverAndAnswersNothingUntilItsClockIsSet() throws Exception {
        try (TestCluster cluster = TestCluster.start(folder, this::clocked, "a", "b", "c")) {
            cluster.any().commit(put("k", "1"), soon());
            RaftStore wrong = cluster.leader();
            set(wrong.nodeId(), YEAR);

            // At once, not only when the others have been asked.
            assertThat(wrong.fence()).isNull();
            TestCluster.await(
                    "another leads", () -> !cluster.leader().nodeId().equals(wrong.nodeId()));
            RaftStore right = cluster.leader();
            right.commit(put("k", "2"), soon());
            TestCluster.await("it knows", () -> wrong.status().clockOff());
            assertThatThrownBy(() -> wrong.view(Consistency.LINEARIZABLE, soon()))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("clock");
            assertThatThrownBy(() -> wrong.commit(put("k", "3"), soon()))
                    .isInstanceOf(StoreException.Unavailable.class);
            assertThat(right.status().clockOff()).isFalse();

            set(wrong.nodeId(), 0);
            TestCluster.await("it is right again", () -> !wrong.status().clockOff());
            try (View view = wrong.view(Consistency.LINEARIZABLE, soon())) {
                assertThat(present(view, "k").value()).isEqualTo(bytes("2"));
            }
        }
    }

    private StoreConfig clocked(StoreConfig config) {
        AtomicLong own =
                ahead.computeIfAbsent(
                        Objects.requireNonNull(config.nodeId()), name -> new AtomicLong());
        return config.withClock(() -> InstantSource.system().instant().plusMillis(own.get()));
    }

    private void set(String nodeId, long millis) {
        Objects.requireNonNull(ahead.get(nodeId)).set(millis);
    }
}
