package io.sealwright.storage;

import static io.sealwright.storage.StoreTesting.bytes;
import static io.sealwright.storage.StoreTesting.key;
import static io.sealwright.storage.StoreTesting.number;
import static io.sealwright.storage.StoreTesting.present;
import static io.sealwright.storage.StoreTesting.put;
import static io.sealwright.storage.StoreTesting.soon;
import static io.sealwright.storage.StoreTesting.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members over mutual TLS. */
class ClusterIT {
    private static final String[] THREE = {"a", "b", "c"};

    @TempDir Path folder;

    @Test
    void everyMemberReadsWhatEveryMemberWrote() {
        try (TestCluster cluster = TestCluster.start(folder, THREE)) {
            int written = 0;
            for (String writer : THREE) {
                for (int i = 0; i < 20; i++) {
                    String value = writer + i;
                    assertThat(cluster.get(writer).commit(put("k", value), soon()))
                            .isInstanceOf(Outcome.Committed.class);
                    for (String reader : THREE) {
                        try (View view =
                                cluster.get(reader).view(Consistency.LINEARIZABLE, soon())) {
                            assertThat(present(view, "k").value()).isEqualTo(bytes(value));
                        }
                    }
                    written++;
                }
            }
            assertThat(written).isEqualTo(60);
            assertThat(cluster.leader().status().members())
                    .extracting(ClusterStatus.Member::nodeId)
                    .containsExactly(THREE);
        }
    }

    @Test
    void manyThreadsOnOneCounterOverThreeMembersAddUpExactly() throws Exception {
        int threads = 64;
        int each = 10;
        try (TestCluster cluster = TestCluster.start(folder, THREE)) {
            cluster.any().commit(write(List.of(), new Mutation.Put(key("n"), number(0))), soon());
            List<Thread> running = new ArrayList<>();
            List<Throwable> failures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                RaftStore store = cluster.get(THREE[i % THREE.length]);
                running.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    try {
                                        for (int j = 0; j < each; j++) {
                                            store.commit(
                                                    write(
                                                            List.of(),
                                                            new Mutation.Add(key("n"), 1, 0)),
                                                    soon());
                                        }
                                    } catch (RuntimeException failure) {
                                        synchronized (failures) {
                                            failures.add(failure);
                                        }
                                    }
                                }));
            }
            for (Thread thread : running) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            for (String reader : THREE) {
                try (View view = cluster.get(reader).view(Consistency.LINEARIZABLE, soon())) {
                    assertThat(number(present(view, "n"))).isEqualTo((long) threads * each);
                }
            }
        }
    }
}
