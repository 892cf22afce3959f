package io.sealwright.storage.barrier;

import static io.sealwright.storage.barrier.TestCluster.ROOT;
import static io.sealwright.storage.barrier.TestCluster.SPACE;
import static io.sealwright.storage.barrier.TestCluster.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.storage.Consistency;
import io.sealwright.storage.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameIndexConcurrencyTest {
    private static void inParallel(List<Callable<Void>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
            List<Future<Void>> running = new ArrayList<>();
            tasks.forEach(task -> running.add(threads.submit(task)));
            for (Future<Void> one : running) {
                one.get();
            }
        }
    }

    private static void put(Barrier barrier, String path) {
        barrier.transact(
                soon(),
                transaction -> {
                    transaction.records(ROOT, SPACE).put(path, new byte[1]);
                    return null;
                });
    }

    private static void delete(Barrier barrier, String path) {
        barrier.transact(
                soon(),
                transaction -> {
                    transaction.records(ROOT, SPACE).delete(path);
                    return null;
                });
    }

    private static List<String> list(Barrier barrier, String folder) {
        return barrier.read(
                Consistency.LINEARIZABLE,
                soon(),
                transaction ->
                        transaction.records(ROOT, SPACE).list(folder, "", Integer.MAX_VALUE));
    }

    @Test
    void creatorsInOneFolderNeverConflict() throws Exception {
        try (TestCluster cluster = new TestCluster()) {
            put(cluster.barrier, "folder/first");
            AtomicInteger runs = new AtomicInteger();
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int t = 0; t < 16; t++) {
                int thread = t;
                tasks.add(() -> {
                    for (int i = 0; i < 20; i++) {
                        String path = "folder/" + thread + "-" + i;
                        cluster.barrier.transact(
                                soon(),
                                transaction -> {
                                    runs.incrementAndGet();
                                    transaction.records(ROOT, SPACE).put(path, new byte[1]);
                                    return null;
                                });
                    }
                    return null;
                });
            }
            inParallel(tasks);
            assertThat(runs).hasValue(320);
            assertThat(list(cluster.barrier, "folder/")).hasSize(321);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void creatorsDeletersAndCompactionsOnTwoNodes(long seed) throws Exception {
        try (TestCluster cluster = new TestCluster();
                Barrier second = cluster.node(cluster.store.member())) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int t = 0; t < 6; t++) {
                Barrier barrier = t % 2 == 0 ? cluster.barrier : second;
                Random random = new Random(seed * 100 + t);
                tasks.add(() -> {
                    for (int i = 0; i < 150; i++) {
                        String path =
                                "f"
                                        + random.nextInt(3)
                                        + "/"
                                        + random.nextInt(6)
                                        + (i % 7 == 0 ? "/deep" : "");
                        if (random.nextBoolean()) {
                            put(barrier, path);
                        } else {
                            delete(barrier, path);
                        }
                    }
                    return null;
                });
            }
            tasks.add(() -> {
                for (int i = 0; i < 60; i++) {
                    try {
                        second.compact(ROOT, SPACE, "f" + i % 3 + "/", 0);
                    } catch (ConflictException e) {
                        // Names changed faster than they could be merged: allowed, tried again
                        // later.
                        Thread.onSpinWait();
                    }
                }
                return null;
            });
            inParallel(tasks);
            checkAgainstRecords(cluster.barrier);
            for (int i = 0; i < 3; i++) {
                cluster.barrier.compact(ROOT, SPACE, "f" + i + "/", 0);
            }
            checkAgainstRecords(second);
        }
    }

    /** The listing says exactly what can be read. */
    private static void checkAgainstRecords(Barrier barrier) {
        NameModel model = new NameModel();
        barrier.read(
                Consistency.LINEARIZABLE,
                soon(),
                transaction -> {
                    Records records = transaction.records(ROOT, SPACE);
                    for (int f = 0; f < 3; f++) {
                        for (int n = 0; n < 6; n++) {
                            for (String path :
                                    List.of("f" + f + "/" + n, "f" + f + "/" + n + "/deep")) {
                                Record found = records.get(path);
                                if (found != null) {
                                    model.records.put(path, found.value());
                                }
                            }
                        }
                    }
                    for (String folder : model.folders()) {
                        assertThat(records.list(folder, "", 1000))
                                .as(folder)
                                .isEqualTo(model.list(folder, "", 1000));
                    }
                    assertThat(records.list("f0/", "", 1000))
                            .isEqualTo(model.list("f0/", "", 1000));
                    return null;
                });
    }

    @Test
    void firstAndLastNameComeAndGoOverAndOver() throws Exception {
        try (TestCluster cluster = new TestCluster()) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int thread = t;
                tasks.add(() -> {
                    for (int i = 0; i < 60; i++) {
                        put(cluster.barrier, "x/y/" + thread);
                        delete(cluster.barrier, "x/y/" + thread);
                    }
                    return null;
                });
            }
            inParallel(tasks);
            assertThat(list(cluster.barrier, "")).isEmpty();
            assertThat(cluster.store.contents().keySet())
                    .noneMatch(key -> Keys.space(key).equals(SPACE));
        }
    }
}
