package io.sealwright.storage.barrier;

import static io.sealwright.storage.barrier.TestCluster.ROOT;
import static io.sealwright.storage.barrier.TestCluster.SPACE;
import static io.sealwright.storage.barrier.TestCluster.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.Consistency;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.snapshot.SnapshotReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Barriers of several nodes over real members. */
class BarrierClusterIT {
    @TempDir Path folder;

    private static void put(Barrier barrier, String path, String value) {
        barrier.transact(
                soon(),
                transaction -> {
                    transaction.records(ROOT, SPACE).put(path, value.getBytes(UTF_8));
                    return null;
                });
    }

    private static String get(Barrier barrier, String path) {
        Decoder<String> decoder = value -> new String(value, UTF_8);
        return barrier.read(
                Consistency.LINEARIZABLE,
                soon(),
                transaction -> {
                    Decoded<String> found = transaction.records(ROOT, SPACE).get(path, decoder);
                    return found == null ? "absent" : found.value();
                });
    }

    private static List<String> list(Barrier barrier, String path) {
        return barrier.read(
                Consistency.LINEARIZABLE,
                soon(),
                transaction -> transaction.records(ROOT, SPACE).list(path, "", 1000));
    }

    @Test
    void rotationAndRekeyReachEveryNode() {
        try (RaftNodes nodes = new RaftNodes(folder, 3)) {
            List<byte[]> shares = nodes.shares;
            for (int round = 0; round < 3; round++) {
                Barrier writer = nodes.barriers.get(round);
                writer.rotate(soon());
                shares = RaftNodes.rekey(writer);
                put(writer, "a/b" + round, "v" + round);
                for (Barrier reader : nodes.barriers) {
                    assertThat(get(reader, "a/b" + round)).isEqualTo("v" + round);
                    assertThat(list(reader, "a/")).hasSize(round + 1);
                    assertThat(reader.termInfo().term()).isEqualTo(round + 2);
                }
            }
            Barrier last = nodes.barriers.getLast();
            last.seal();
            assertThatThrownBy(() -> RaftNodes.unseal(last, nodes.shares))
                    .isInstanceOf(RuntimeException.class);
            RaftNodes.unseal(last, shares);
            assertThat(get(last, "a/b0")).isEqualTo("v0");
        }
    }

    @Test
    void sixtyFourThreadsOnOneRecordOverThreeNodes() throws Exception {
        try (RaftNodes nodes = new RaftNodes(folder, 3);
                ExecutorService threads = Executors.newFixedThreadPool(64)) {
            AtomicInteger runs = new AtomicInteger();
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < 64; t++) {
                Barrier barrier = nodes.barriers.get(t % 3);
                running.add(
                        threads.submit(() -> {
                            for (int i = 0; i < 5; i++) {
                                HotRecordTest.increment(barrier, false, runs);
                            }
                        }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            for (Barrier barrier : nodes.barriers) {
                assertThat(HotRecordTest.hot(barrier)).isEqualTo(320);
            }
        }
    }

    @Test
    void aRestoreBringsBackTheOldStateWithItsKeyring() throws Exception {
        try (RaftNodes nodes = new RaftNodes(folder, 1)) {
            Barrier barrier = nodes.barriers.getFirst();
            RaftStore store = nodes.stores.getFirst();
            put(barrier, "a/one", "1");
            barrier.compact(ROOT, SPACE, "a/", 0);
            ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
            store.saveSnapshot(snapshot, soon());
            put(barrier, "a/one", "2");
            put(barrier, "a/two", "2");
            barrier.rotate(soon());
            put(barrier, "a/three", "3");
            restore(store, snapshot);
            assertThat(get(barrier, "a/one")).isEqualTo("1");
            assertThat(list(barrier, "a/")).containsExactly("one");
            assertThat(barrier.termInfo().term()).isEqualTo(1);
            put(barrier, "a/four", "4");
            barrier.rotate(soon());
            put(barrier, "a/five", "5");
            assertThat(list(barrier, "a/")).containsExactly("five", "four", "one");
            assertThat(get(barrier, "a/five")).isEqualTo("5");
            RaftNodes.rekey(barrier);
            restore(store, snapshot);
            assertThatThrownBy(() -> get(barrier, "a/one")).isInstanceOf(SealedException.class);
            RaftNodes.unseal(barrier, nodes.shares);
            assertThat(get(barrier, "a/one")).isEqualTo("1");
        }
    }

    @Test
    void aForeignSnapshotNeedsTheForeignShares() throws Exception {
        ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
        List<byte[]> shares;
        try (RaftNodes foreign = new RaftNodes(folder.resolve("foreign"), 1)) {
            put(foreign.barriers.getFirst(), "a", "foreign");
            foreign.stores.getFirst().saveSnapshot(snapshot, soon());
            shares = foreign.shares;
        }
        try (RaftNodes nodes = new RaftNodes(folder.resolve("own"), 1)) {
            Barrier barrier = nodes.barriers.getFirst();
            put(barrier, "a", "own");
            assertThat(get(barrier, "a")).isEqualTo("own");
            restore(nodes.stores.getFirst(), snapshot);
            assertThatThrownBy(() -> get(barrier, "a")).isInstanceOf(SealedException.class);
            RaftNodes.unseal(barrier, shares);
            assertThat(get(barrier, "a")).isEqualTo("foreign");
        }
    }

    private static void restore(RaftStore store, ByteArrayOutputStream snapshot) throws Exception {
        store.restoreSnapshot(
                SnapshotReader.open(new ByteArrayInputStream(snapshot.toByteArray())), soon());
    }
}
