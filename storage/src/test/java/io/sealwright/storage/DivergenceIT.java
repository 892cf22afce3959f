package io.sealwright.storage;

import static io.sealwright.storage.StoreTesting.put;
import static io.sealwright.storage.StoreTesting.soon;
import static io.sealwright.storage.StoreTesting.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.storage.apply.StoreCommand;
import io.sealwright.storage.rocks.RocksState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member whose state went wrong stops instead of serving it. */
class DivergenceIT {
    @TempDir Path folder;

    @Test
    void aMemberWhoseStateIsNotTheOthersStops() throws Exception {
        Map<Integer, Throwable> fatal = new ConcurrentHashMap<>();
        try (TestCluster cluster =
                TestCluster.start(
                        folder,
                        config ->
                                config.withOnFatal(cause ->
                                        fatal.put(
                                                Addresses.parse(config.clusterAddress()).getPort(),
                                                cause)),
                        "a",
                        "b",
                        "c")) {
            cluster.any().commit(put("k", "1"), soon());
            RaftStore victim = cluster.follower();
            String name = victim.nodeId();
            int port = port(cluster, name);
            String clusterId = victim.status().clusterId();
            // Settled, so that what is slipped in comes after all else.
            victim.view(Consistency.LINEARIZABLE, soon()).close();
            cluster.close(name);
            corrupt(folder.resolve(name).resolve("state"), clusterId);
            cluster.open(name);
            for (int i = 0; fatal.isEmpty() && i < 3_000; i++) {
                cluster.leader().commit(put("k", "v" + i), soon());
            }
            TestCluster.await("it stops", () -> fatal.containsKey(port));
            assertThat(fatal.get(port)).hasMessageContaining("differs from the majority");
            assertThat(fatal).hasSize(1);
        }
    }

    private static int port(TestCluster cluster, String name) {
        return cluster.any().status().members().stream()
                .filter(member -> member.nodeId().equals(name))
                .map(member -> Addresses.parse(member.clusterAddress()).getPort())
                .findFirst()
                .orElseThrow();
    }

    /** Applies a write that is in nobody's log, at the index that is there already. */
    private static void corrupt(Path state, String clusterId) throws Exception {
        String live = Files.readString(state.resolve("LIVE")).strip();
        assertThat(UUID.fromString(clusterId)).isNotNull();
        try (RocksState database = RocksState.open(state.resolve(live), clusterId, 2 << 20)) {
            database.apply(
                    database.term(),
                    database.index(),
                    new StoreCommand.Commit(
                            List.of(
                                    new StoreCommand.Submission(
                                            write(
                                                    List.of(),
                                                    new Mutation.Put(
                                                            StoreTesting.key("slipped-in"),
                                                            StoreTesting.bytes("x"))),
                                            database.sequence()))));
        }
    }
}
