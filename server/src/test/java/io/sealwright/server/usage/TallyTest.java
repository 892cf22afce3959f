package io.sealwright.server.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TallyTest {
    @Test
    void countsAndKeepsTheLastTime() {
        Tally<String> tally = new Tally<>(10);
        tally.add("a", 5);
        tally.add("a", 9);
        tally.add("a", 7);
        tally.add("b", 1);

        assertThat(tally.copy()).isEqualTo(Map.of("a", new Counted(3, 9), "b", new Counted(1, 1)));
        assertThat(tally.drain()).hasSize(2);
        assertThat(tally.drain()).isEmpty();
    }

    @Test
    void beyondTheBoundOnlyWhatIsKnownIsCounted() {
        Tally<Integer> tally = new Tally<>(4);
        for (int i = 0; i < 10; i++) {
            tally.add(i, 0);
        }
        tally.add(0, 1);

        Map<Integer, Counted> drained = tally.drain();
        assertThat(drained).hasSize(4).containsEntry(0, new Counted(2, 1));
        assertThat(tally.lost()).isEqualTo(6);
        tally.add(99, 0);
        assertThat(tally.drain()).containsOnlyKeys(99);
    }

    @Test
    void nothingIsLostOrCountedTwiceWhileItIsDrained() throws Exception {
        Tally<Integer> tally = new Tally<>(1_000);
        int threads = 4;
        int each = 50_000;
        CountDownLatch begin = new CountDownLatch(1);
        Map<Integer, Long> sums = new HashMap<>();
        try (ExecutorService adders = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                running.add(adders.submit(() -> add(tally, begin, each)));
            }
            begin.countDown();
            while (running.stream().anyMatch(one -> !one.isDone())) {
                tally.drain().forEach((key, counted) -> sum(sums, key, counted));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        tally.drain().forEach((key, counted) -> sum(sums, key, counted));

        assertThat(sums.values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo((long) threads * each);
        assertThat(tally.lost()).isZero();
    }

    private static void sum(Map<Integer, Long> sums, int key, Counted counted) {
        sums.merge(key, counted.times(), Long::sum);
    }

    private static boolean add(Tally<Integer> tally, CountDownLatch begin, int times)
            throws InterruptedException {
        begin.await();
        for (int i = 0; i < times; i++) {
            tally.add(i % 7, i);
        }
        return true;
    }
}
