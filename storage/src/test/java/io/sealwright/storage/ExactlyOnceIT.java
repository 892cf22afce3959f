package io.sealwright.storage;

import static io.sealwright.storage.StoreTesting.key;
import static io.sealwright.storage.StoreTesting.number;
import static io.sealwright.storage.StoreTesting.present;
import static io.sealwright.storage.StoreTesting.soon;
import static io.sealwright.storage.StoreTesting.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A write set happens once, however often it is handed in and whoever leads meanwhile. */
class ExactlyOnceIT {
    private static final String[] THREE = {"a", "b", "c"};

    @TempDir Path folder;

    @Test
    void writesHandedInAgainThroughLeaderChangesAndRestartsCountOnce() throws Exception {
        int threads = 12;
        int each = 40;
        try (TestCluster cluster = TestCluster.start(folder, THREE)) {
            cluster.any().commit(write(List.of(), new Mutation.Put(key("n"), number(0))), soon());
            AtomicLong repeats = new AtomicLong();
            AtomicInteger running = new AtomicInteger(threads);
            List<Thread> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int first = i;
                workers.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    for (int j = 0; j < each; j++) {
                                        addOnce(cluster, first + j, repeats);
                                    }
                                    running.decrementAndGet();
                                }));
            }
            disturb(cluster, running);
            for (Thread worker : workers) {
                worker.join();
            }
            try (View view = cluster.any().view(Consistency.LINEARIZABLE, soon())) {
                assertThat(number(present(view, "n"))).isEqualTo((long) threads * each);
            }
            assertThat(repeats.get()).as("some had to be handed in again").isPositive();
        }
    }

    /** The same bytes and id, to whichever member, until the outcome is known. */
    private static void addOnce(TestCluster cluster, int start, AtomicLong repeats) {
        WriteSet add = write(List.of(), new Mutation.Add(key("n"), 1, 0));
        for (int attempt = 0; ; attempt++) {
            String name = THREE[(start + attempt) % THREE.length];
            try {
                Outcome outcome =
                        cluster.get(name).commit(add, Deadline.in(Duration.ofMillis(150)));
                assertThat(outcome).isInstanceOf(Outcome.Committed.class);
                return;
            } catch (StoreException.Unavailable
                    | StoreException.OutcomeUnknown
                    | IllegalArgumentException notOpen) {
                repeats.incrementAndGet();
            }
        }
    }

    private static void disturb(TestCluster cluster, AtomicInteger running) throws Exception {
        for (int round = 0; running.get() > 0 && round < 100; round++) {
            if (round % 2 == 0) {
                cluster.any().membership().transferLeadership(null, soon());
            } else {
                String leader = cluster.leader().nodeId();
                cluster.close(leader);
                Thread.sleep(200);
                cluster.open(leader).setServing(true);
            }
            Thread.sleep(100);
        }
    }
}
