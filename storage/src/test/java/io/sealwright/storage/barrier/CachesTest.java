package io.sealwright.storage.barrier;

import static io.sealwright.storage.barrier.TestCluster.ROOT;
import static io.sealwright.storage.barrier.TestCluster.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.Consistency;
import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CachesTest {
    private static final Object TAG = new Object();

    private static Key key(int number) {
        return new Key(ByteBuffer.allocate(4).putInt(number).array());
    }

    @Test
    void onlyTheExactRevisionHits() {
        DecodedCache cache = new DecodedCache(100_000);
        cache.put(key(1), TAG, 5, "five", 10);
        assertThat(cache.get(key(1), TAG, 5)).isEqualTo("five");
        assertThat(cache.get(key(1), TAG, 4)).isNull();
        assertThat(cache.get(key(1), new Object(), 5)).isNull();
        cache.put(key(1), TAG, 4, "four", 10);
        assertThat(cache.get(key(1), TAG, 5)).isEqualTo("five");
        cache.put(key(1), TAG, 6, "six", 10);
        assertThat(cache.get(key(1), TAG, 6)).isEqualTo("six");
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void staysWithinItsWeightAndKeepsWhatIsUsed() {
        DecodedCache cache = new DecodedCache(100_000);
        cache.put(key(0), TAG, 1, "hot", 10);
        for (int i = 1; i < 5_000; i++) {
            assertThat(cache.get(key(0), TAG, 1)).isEqualTo("hot");
            cache.put(key(i), TAG, 1, "cold", i % 700);
            assertThat(cache.weight()).isLessThanOrEqualTo(100_000);
        }
        assertThat(cache.size()).isGreaterThan(100);
        cache.put(key(9), TAG, 1, "huge", 90_000);
        assertThat(cache.get(key(9), TAG, 1)).isNull();
        cache.clear();
        assertThat(cache.weight()).isZero();
    }

    @Test
    void takesNothingInWhileShut() {
        DecodedCache cache = new DecodedCache(100_000);
        cache.shut();
        cache.put(key(1), TAG, 1, "x", 1);
        assertThat(cache.size()).isZero();
        cache.reopen();
        cache.put(key(1), TAG, 1, "x", 1);
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void weightIsRightAfterManyThreads() throws Exception {
        DecodedCache cache = new DecodedCache(50_000);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int thread = t;
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < 20_000; i++) {
                                    cache.put(key((i * 7 + thread) % 300), TAG, i, "v", i % 100);
                                    cache.get(key(i % 300), TAG, i);
                                    if (i % 5_000 == 0) {
                                        cache.clear();
                                    }
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(cache.weight()).isBetween(0L, 50_000L);
        cache.clear();
        assertThat(cache.weight()).isZero();
    }

    @Test
    void aClassIsLoadedAgainOnlyWhenItWasWritten() {
        try (TestCluster cluster = new TestCluster()) {
            AtomicInteger loads = new AtomicInteger();
            ClassCache<List<String>> names =
                    cluster.barrier.classCache(
                            ControlClass.POLICIES,
                            (transaction, namespace) -> {
                                loads.incrementAndGet();
                                return transaction
                                        .records(namespace, Keys.POLICIES)
                                        .list("", "", 100);
                            });
            for (int i = 0; i < 3; i++) {
                assertThat(get(cluster, names)).isEmpty();
            }
            assertThat(loads).hasValue(1);
            cluster.barrier.transact(
                    soon(),
                    transaction -> {
                        transaction.records(ROOT, Keys.POLICIES).put("p", new byte[1]);
                        assertThat(names.get(transaction)).containsExactly("p");
                        transaction.records(ROOT, TestCluster.SPACE).put("x", new byte[1]);
                        return null;
                    });
            assertThat(get(cluster, names)).containsExactly("p");
            assertThat(get(cluster, names)).containsExactly("p");
            assertThat(loads).hasValue(3);
            cluster.barrier.transact(
                    soon(),
                    transaction -> {
                        transaction.records(ROOT, TestCluster.SPACE).put("x", new byte[2]);
                        assertThat(names.get(transaction)).containsExactly("p");
                        return null;
                    });
            assertThat(loads).hasValue(3);
            cluster.barrier.seal();
            cluster.barrier.unseal(cluster.rootKey());
            get(cluster, names);
            assertThat(loads).hasValue(4);
        }
    }

    private static List<String> get(TestCluster cluster, ClassCache<List<String>> names) {
        return cluster.barrier.read(Consistency.LINEARIZABLE, soon(), names::get);
    }

    @Test
    void ordinaryDataHasNoClass() {
        assertThatThrownBy(
                        () -> new ClassCache<>(ControlClass.NONE, (transaction, namespace) -> "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
