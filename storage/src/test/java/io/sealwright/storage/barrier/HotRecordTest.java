package io.sealwright.storage.barrier;

import static io.sealwright.storage.barrier.TestCluster.ROOT;
import static io.sealwright.storage.barrier.TestCluster.SPACE;
import static io.sealwright.storage.barrier.TestCluster.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.Key;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads read, change and write one record. */
class HotRecordTest {
    static void increment(Barrier barrier, boolean queueFirst) {
        increment(barrier, queueFirst, new AtomicInteger());
    }

    static void increment(Barrier barrier, boolean queueFirst, AtomicInteger runs) {
        Key key = queueFirst ? barrier.recordKey(ROOT, SPACE, "hot") : null;
        barrier.transact(
                soon(),
                null,
                key,
                transaction -> {
                    runs.incrementAndGet();
                    Records records = transaction.records(ROOT, SPACE);
                    Record now = records.get("hot");
                    int next = 1 + (now == null ? 0 : ByteBuffer.wrap(now.value()).getInt());
                    records.put("hot", ByteBuffer.allocate(4).putInt(next).array());
                    return null;
                });
    }

    static int hot(Barrier barrier) {
        return barrier.transact(
                soon(),
                transaction -> {
                    Record now = transaction.records(ROOT, SPACE).get("hot");
                    return now == null ? 0 : ByteBuffer.wrap(now.value()).getInt();
                });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sixtyFourThreadsCountExactlyWithoutAnError(boolean queueFirst) throws Exception {
        try (TestCluster cluster = new TestCluster();
                ExecutorService threads = Executors.newFixedThreadPool(64)) {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < 64; t++) {
                running.add(
                        threads.submit(() -> {
                            for (int i = 0; i < 20; i++) {
                                increment(cluster.barrier, queueFirst);
                            }
                        }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            assertThat(hot(cluster.barrier)).isEqualTo(64 * 20);
            if (queueFirst) {
                assertThat(cluster.store.conflicts).hasValue(0);
            }
        }
    }

    /** The first node is nearer to where writes are applied and would win every time. */
    @Test
    void nodesFarFromTheLeaderGetTheirTurn() throws Exception {
        try (TestCluster cluster = new TestCluster();
                ExecutorService threads = Executors.newFixedThreadPool(64)) {
            cluster.member.slow(50_000, 500_000);
            List<Barrier> nodes = new ArrayList<>(List.of(cluster.barrier));
            for (int n = 1; n < 3; n++) {
                MemoryStore.Member member = cluster.store.member();
                nodes.add(cluster.node(member));
                member.slow(500_000, 1_500_000);
            }
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < 64; t++) {
                Barrier barrier = nodes.get(t % 3);
                running.add(
                        threads.submit(() -> {
                            for (int i = 0; i < 5; i++) {
                                increment(barrier, false);
                            }
                        }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            assertThat(hot(cluster.barrier)).isEqualTo(64 * 5);
            nodes.forEach(Barrier::close);
        }
    }

    @Test
    void aFullQueueRefusesAtOnce() throws Exception {
        FairQueue queue = new FairQueue(1);
        Key key = new Key(new byte[] {1});
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Thread first =
                Thread.ofPlatform()
                        .start(() -> {
                            try (FairQueue.Turn turn = queue.turn()) {
                                turn.enter(key, soon());
                                entered.countDown();
                                leave.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        entered.await();
        assertThat(queue.busy(List.of(key))).isEqualTo(key);
        try (FairQueue.Turn turn = queue.turn()) {
            assertThatThrownBy(() -> turn.enter(key, soon())).isInstanceOf(ConflictException.class);
            assertThat(turn.entered()).isFalse();
            leave.countDown();
            first.join();
            turn.enter(key, soon());
            turn.enter(key, soon());
            assertThat(turn.entered()).isTrue();
            assertThat(queue.busy(List.of(key))).isNull();
        }
    }

    @Test
    void waitingEndsWithTheDeadline() throws Exception {
        FairQueue queue = new FairQueue(10);
        Key key = new Key(new byte[] {1});
        try (FairQueue.Turn mine = queue.turn()) {
            mine.enter(key, soon());
            Thread other =
                    Thread.ofPlatform()
                            .start(() -> {
                                try (FairQueue.Turn turn = queue.turn()) {
                                    assertThatThrownBy(() ->
                                                    turn.enter(
                                                            key, Deadline.in(Duration.ofMillis(5))))
                                            .isInstanceOf(ConflictException.class);
                                }
                            });
            other.join();
        }
        try (FairQueue.Turn again = queue.turn()) {
            again.enter(key, Deadline.in(Duration.ofSeconds(1)));
            assertThat(again.entered()).isTrue();
        }
    }
}
