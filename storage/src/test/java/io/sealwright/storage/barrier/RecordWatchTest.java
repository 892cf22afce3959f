package io.sealwright.storage.barrier;

import static io.sealwright.storage.barrier.TestCluster.ROOT;
import static io.sealwright.storage.barrier.TestCluster.SPACE;
import static io.sealwright.storage.barrier.TestCluster.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.Deadline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordWatchTest {
    private final TestCluster cluster = new TestCluster();
    private final Barrier barrier = cluster.barrier;

    @AfterEach
    void close() {
        cluster.close();
    }

    private void write(Consumer<Records> body) {
        barrier.transact(
                soon(),
                transaction -> {
                    body.accept(transaction.records(ROOT, SPACE));
                    return null;
                });
    }

    private static CompletableFuture<Void> waiting(RecordWatch watch) {
        return CompletableFuture.runAsync(() -> {
            try {
                watch.await(Deadline.in(Duration.ofMinutes(1)));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void assertWakes(CompletableFuture<Void> waiting) throws Exception {
        waiting.get(20, TimeUnit.SECONDS);
    }

    @Test
    void aWriteOfTheRecordWakesAlsoWhoHasNotBegunToWait() throws Exception {
        try (RecordWatch watch = barrier.watch(ROOT, SPACE, "a/b")) {
            write(records -> records.put("a/b", new byte[] {1}));
            assertWakes(waiting(watch));
            CompletableFuture<Void> second = waiting(watch);
            write(records -> records.put("a/c", new byte[] {1}));
            assertThat(second).isNotDone();
            write(records -> records.delete("a/b"));
            assertWakes(second);
        }
    }

    @Test
    void clearingTheSpaceWakes() throws Exception {
        write(records -> records.put("a", new byte[] {1}));
        try (RecordWatch watch = barrier.watch(ROOT, SPACE, "a")) {
            CompletableFuture<Void> waiting = waiting(watch);
            write(Records::clear);
            assertWakes(waiting);
        }
    }

    @Test
    void sealingWakesAndNothingIsWatchedAfterwards() throws Exception {
        try (RecordWatch watch = barrier.watch(ROOT, SPACE, "a")) {
            CompletableFuture<Void> waiting = waiting(watch);
            barrier.seal();
            assertWakes(waiting);
        }
        assertThatThrownBy(() -> barrier.watch(ROOT, SPACE, "a"))
                .isInstanceOf(SealedException.class);
    }

    @Test
    void aClosedWatchDoesNotTouchTheOthers() throws Exception {
        RecordWatch closed = barrier.watch(ROOT, SPACE, "a");
        try (RecordWatch open = barrier.watch(ROOT, SPACE, "a")) {
            closed.close();
            write(records -> records.put("a", new byte[] {1}));
            assertWakes(waiting(open));
        }
    }
}
