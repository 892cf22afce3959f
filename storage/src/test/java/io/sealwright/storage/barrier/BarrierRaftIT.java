package io.sealwright.storage.barrier;

import static io.sealwright.storage.barrier.TestCluster.ROOT;
import static io.sealwright.storage.barrier.TestCluster.SPACE;
import static io.sealwright.storage.barrier.TestCluster.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.crypto.Keyring;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.ShamirSeal;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.StoreConfig;
import io.sealwright.storage.StoreTesting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The barrier over a real Raft log and database, one member. */
class BarrierRaftIT {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir Path folder;

    private static List<byte[]> initialise(Barrier barrier) {
        try (RootKey root = RootKey.generate(RANDOM);
                Keyring keyring = Keyring.create(InstantSource.system(), RANDOM)) {
            ShamirSeal.Created created = ShamirSeal.create(1, 1, root);
            barrier.initialise(keyring, root, created.sealedRootKey());
            return created.shares();
        }
    }

    private static void put(Barrier barrier, String path, String value) {
        barrier.transact(
                soon(),
                transaction -> {
                    transaction.records(ROOT, SPACE).put(path, value.getBytes(UTF_8));
                    return null;
                });
    }

    private static String get(Barrier barrier, String path) {
        return barrier.read(
                Consistency.LINEARIZABLE,
                soon(),
                transaction -> {
                    Record found = transaction.records(ROOT, SPACE).get(path);
                    return found == null ? "absent" : new String(found.value(), UTF_8);
                });
    }

    @Test
    void survivesARestartAndKeepsNoNameOrValueInTheClear() throws Exception {
        StoreConfig config = StoreTesting.config(folder);
        List<byte[]> shares;
        try (RaftStore store = RaftStore.open(config)) {
            store.bootstrap();
            Barrier barrier = new Barrier(store, RANDOM, InstantSource.system());
            shares = initialise(barrier);
            RaftNodes.unseal(barrier, shares);
            put(barrier, "canaryfolder/canaryname", "canaryvalue");
            barrier.rotate(soon());
            put(barrier, "canaryfolder/other", "canaryvalue");
            barrier.compact(ROOT, SPACE, "canaryfolder/", 0);
            barrier.close();
        }
        try (RaftStore store = RaftStore.open(config)) {
            Barrier barrier = new Barrier(store, RANDOM, InstantSource.system());
            assertThat(barrier.sealed()).isTrue();
            RaftNodes.unseal(barrier, shares);
            assertThat(get(barrier, "canaryfolder/canaryname")).isEqualTo("canaryvalue");
            assertThat(barrier.termInfo().term()).isEqualTo(2);
            List<String> names =
                    barrier.read(
                            Consistency.LOCAL,
                            soon(),
                            transaction ->
                                    transaction.records(ROOT, SPACE).list("canaryfolder/", "", 9));
            assertThat(names).containsExactly("canaryname", "other");
            barrier.close();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content =
                        Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
                assertThat(content).as(file.toString()).doesNotContain("canary");
            }
        }
    }

    @Test
    void namesFollowTheModel() throws Exception {
        Random random = new Random(51);
        try (RaftStore store = RaftStore.open(StoreTesting.config(folder).withEphemeral(true))) {
            store.bootstrap();
            Barrier barrier = new Barrier(store, RANDOM, InstantSource.system());
            RaftNodes.unseal(barrier, initialise(barrier));
            NameModel model = new NameModel();
            for (int round = 0; round < 150; round++) {
                barrier.transact(
                        soon(),
                        transaction -> {
                            Records records = transaction.records(ROOT, SPACE);
                            for (int i = 0; i < 4; i++) {
                                NameIndexModelTest.step(random, records, model);
                            }
                            return null;
                        });
                if (round % 10 == 9) {
                    for (String path : model.folders()) {
                        barrier.compact(ROOT, SPACE, path, 0);
                    }
                    barrier.read(
                            Consistency.LINEARIZABLE,
                            soon(),
                            transaction -> {
                                Records records = transaction.records(ROOT, SPACE);
                                NameIndexModelTest.check(random, records, model);
                                return null;
                            });
                }
            }
            barrier.close();
        }
    }

    @Test
    void sixtyFourThreadsCountExactlyWithoutAnError() throws Exception {
        try (RaftStore store = RaftStore.open(StoreTesting.config(folder).withEphemeral(true));
                ExecutorService threads = Executors.newFixedThreadPool(64)) {
            store.bootstrap();
            Barrier barrier = new Barrier(store, RANDOM, InstantSource.system());
            RaftNodes.unseal(barrier, initialise(barrier));
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < 64; t++) {
                running.add(
                        threads.submit(() -> {
                            for (int i = 0; i < 10; i++) {
                                HotRecordTest.increment(barrier, false);
                            }
                        }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            assertThat(HotRecordTest.hot(barrier)).isEqualTo(640);
            barrier.close();
        }
    }
}
