package io.sealwright.storage;

import static io.sealwright.storage.StoreTesting.bytes;
import static io.sealwright.storage.StoreTesting.config;
import static io.sealwright.storage.StoreTesting.present;
import static io.sealwright.storage.StoreTesting.put;
import static io.sealwright.storage.StoreTesting.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.rocks.DataFolderException;
import io.sealwright.storage.rocks.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of three goes on alone when the others are lost. */
class SoleSurvivorIT {
    private static final String[] THREE = {"a", "b", "c"};

    @TempDir Path folder;

    /** Three members with data, then all stopped; the configuration of one. */
    private StoreConfig lost(String name, int writes) {
        StoreConfig survivor = config(folder.resolve(name)).withNodeId(name);
        try (TestCluster cluster =
                TestCluster.start(
                        folder,
                        config ->
                                name.equals(config.nodeId())
                                        ? survivor.withSnapshots(100, 1L << 20)
                                        : config.withSnapshots(100, 1L << 20),
                        THREE)) {
            for (int i = 0; i < writes; i++) {
                cluster.leader().commit(put("k" + i % 40, "v" + i), soon());
            }
            try (View seen = cluster.get(name).view(Consistency.LINEARIZABLE, soon())) {
                assertThat(seen.index()).isPositive();
            }
        }
        return survivor;
    }

    private static RecoveryPeer peer(StoreConfig config) {
        return new RecoveryPeer(String.valueOf(config.nodeId()), config.clusterAddress(), false);
    }

    private static String clusterId(StoreConfig config) {
        try (RaftStore store = RaftStore.open(config)) {
            return store.status().clusterId();
        }
    }

    @Test
    void itGoesOnWithItsDataAndOthersJoinIt() throws Exception {
        StoreConfig survivor = lost("b", 250);
        String id = clusterId(survivor);
        StoreConfig recovering = survivor.withRecovery(List.of(peer(survivor)));
        List<RaftStore> joined = new ArrayList<>();
        try (RaftStore store = RaftStore.open(recovering)) {
            store.setServing(true);
            TestCluster.await("it leads", () -> store.fence() != null);
            try (View view = store.view(Consistency.LINEARIZABLE, soon())) {
                for (int i = 210; i < 250; i++) {
                    assertThat(present(view, "k" + i % 40).value()).isEqualTo(bytes("v" + i));
                }
            }
            assertThat(store.status().clusterId()).isEqualTo(id);
            assertThat(store.membership().members()).hasSize(1);
            assertThat(store.commit(put("after", "1"), soon()))
                    .isInstanceOf(Outcome.Committed.class);

            // One that comes back from the dead finds nobody, and disturbs nobody.
            long term = store.status().term();
            StoreConfig old = config(folder.resolve("c")).withNodeId("c");
            try (RaftStore back = RaftStore.open(old)) {
                back.setServing(true);
                assertThatThrownBy(() ->
                                back.view(
                                        Consistency.LINEARIZABLE,
                                        Deadline.in(Duration.ofSeconds(4))))
                        .isInstanceOf(StoreException.Unavailable.class);
                assertThat(back.status().leader()).isNull();
            }
            assertThat(store.status().term()).isEqualTo(term);
            assertThat(store.membership().members()).hasSize(1);

            // The others join anew, one of them under its old name.
            for (String name : List.of("c", "d")) {
                Folders.delete(folder.resolve(name));
                StoreConfig fresh = config(folder.resolve(name)).withNodeId(name);
                RaftStore added = RaftStore.open(fresh);
                added.setServing(true);
                added.joinCluster(
                        store.membership()
                                .addMember(
                                        name,
                                        fresh.clusterAddress(),
                                        fresh.apiAddress(),
                                        added.certificate(),
                                        soon()));
                TestCluster.await(
                        name + " votes",
                        () ->
                                store.status().members().stream()
                                        .anyMatch(member ->
                                                member.nodeId().equals(name) && member.voter()));
                try (View view = added.view(Consistency.LINEARIZABLE, soon())) {
                    assertThat(present(view, "after").value()).isEqualTo(bytes("1"));
                }
                assertThat(added.status().clusterId()).isEqualTo(id);
                joined.add(added);
            }
        } finally {
            joined.forEach(RaftStore::close);
        }
        // And after a restart, without the file.
        try (RaftStore again = RaftStore.open(survivor)) {
            assertThat(again.status().clusterId()).isEqualTo(id);
        }
        assertThat(names(folder.resolve("b")))
                .anyMatch(name -> name.startsWith("before-recovery-"));
    }

    private static List<String> names(Path in) throws IOException {
        try (Stream<Path> children = Files.list(in)) {
            return children.map(child -> child.getFileName().toString()).toList();
        }
    }

    @Test
    void aRecoveryThatIsNotOneForThisFolderIsRefusedAndChangesNothing() throws Exception {
        StoreConfig survivor = lost("b", 5);
        List<String> before = names(survivor.path());
        RecoveryPeer self = peer(survivor);
        RecoveryPeer other = new RecoveryPeer("a", "127.0.0.1:1", false);
        refused(survivor, "does not name this node", other);
        refused(survivor, "other nodes", self, other);
        refused(survivor, "another address", new RecoveryPeer("b", "127.0.0.1:1", false));
        refused(survivor, "voter", new RecoveryPeer("b", survivor.clusterAddress(), true));
        StoreConfig empty = config(folder.resolve("e")).withNodeId("e");
        refused(empty, "belongs to no cluster", peer(empty));
        refused(survivor.withNodeId("x"), "belongs to node b", self);
        assertThat(names(survivor.path())).containsExactlyInAnyOrderElementsOf(before);
        try (RaftStore unchanged = RaftStore.open(survivor)) {
            assertThat(unchanged.membership().members()).hasSize(3);
        }
    }

    private static void refused(StoreConfig config, String why, RecoveryPeer... peers) {
        assertThatThrownBy(() -> RaftStore.open(config.withRecovery(List.of(peers))))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining(why);
    }

    /** Wherever it is cut short after it was decided, the next start finishes it. */
    @Test
    void aRecoveryThatWasCutShortIsFinished() throws Exception {
        StoreConfig survivor = lost("b", 120);
        Path home = survivor.path();
        RaftStore.open(survivor.withRecovery(List.of(peer(survivor)))).close();
        Path aside =
                home.resolve(
                        names(home).stream()
                                .filter(name -> name.startsWith("before-recovery-"))
                                .findFirst()
                                .orElseThrow());
        String group = aside.getFileName().toString().substring("before-recovery-".length());
        // As if it had stopped with the old log aside and the new one not yet in its place.
        Path decided = Files.createDirectories(home.resolve("recovery-decided"));
        Files.move(home.resolve("raft"), decided.resolve("raft"));
        Files.copy(home.resolve("transport").resolve("members"), decided.resolve("members"));
        Files.writeString(decided.resolve("group-id"), group);
        Folders.delete(home.resolve("state"));
        try (RaftStore store = RaftStore.open(survivor)) {
            store.setServing(true);
            TestCluster.await("it leads", () -> store.fence() != null);
            try (View view = store.view(Consistency.LINEARIZABLE, soon())) {
                assertThat(present(view, "k39").value()).isEqualTo(bytes("v119"));
            }
        }
        assertThat(home.resolve("recovery-decided")).doesNotExist();
    }
}
