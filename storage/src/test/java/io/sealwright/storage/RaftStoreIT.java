package io.sealwright.storage;

import static io.sealwright.storage.StoreTesting.bytes;
import static io.sealwright.storage.StoreTesting.config;
import static io.sealwright.storage.StoreTesting.key;
import static io.sealwright.storage.StoreTesting.number;
import static io.sealwright.storage.StoreTesting.present;
import static io.sealwright.storage.StoreTesting.put;
import static io.sealwright.storage.StoreTesting.soon;
import static io.sealwright.storage.StoreTesting.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.rocks.DataFolderException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of one, on a real Raft log and database. */
class RaftStoreIT {
    @TempDir Path folder;

    @Test
    void opensWithoutAClusterAndStartsOne() {
        try (RaftStore store = RaftStore.open(config(folder))) {
            assertThat(store.initialised()).isFalse();
            assertThatThrownBy(() -> store.view(Consistency.LOCAL, soon()))
                    .isInstanceOf(StoreException.Unavailable.class);
            store.bootstrap();
            assertThat(store.initialised()).isTrue();
            assertThatThrownBy(store::bootstrap).isInstanceOf(IllegalStateException.class);
            assertThat(store.status().leading()).isTrue();
        }
    }

    @Test
    void aCommittedWriteIsReadBack() {
        try (RaftStore store = RaftStore.open(config(folder))) {
            store.bootstrap();
            Outcome outcome = store.commit(put("a", "1"), soon());
            assertThat(outcome).isInstanceOf(Outcome.Committed.class);
            try (View view = store.view(Consistency.LINEARIZABLE, soon())) {
                Entry entry = present(view, "a");
                assertThat(entry.value()).isEqualTo(bytes("1"));
                assertThat(entry.revision()).isEqualTo(((Outcome.Committed) outcome).revision());
                assertThat(view.revision(key("a"))).isEqualTo(entry.revision());
                assertThat(view.get(key("b"))).isNull();
                assertThat(view.revision(key("b"))).isZero();
            }
        }
    }

    @Test
    void aViewDoesNotMove() {
        try (RaftStore store = RaftStore.open(config(folder))) {
            store.bootstrap();
            store.commit(put("a", "1"), soon());
            try (View view = store.view(Consistency.LINEARIZABLE, soon())) {
                store.commit(put("a", "2"), soon());
                store.commit(put("b", "2"), soon());
                assertThat(present(view, "a").value()).isEqualTo(bytes("1"));
                assertThat(view.scan(key("b"), null, 10)).isEmpty();
            }
        }
    }

    @Test
    void everythingAcknowledgedIsThereAfterARestart() {
        StoreConfig config = config(folder);
        String nodeId;
        try (RaftStore store = RaftStore.open(config)) {
            store.bootstrap();
            nodeId = store.nodeId();
            for (int i = 0; i < 50; i++) {
                store.commit(put("k" + i, "v" + i), soon());
            }
        }
        try (RaftStore store = RaftStore.open(config)) {
            assertThat(store.nodeId()).isEqualTo(nodeId);
            assertThat(store.initialised()).isTrue();
            try (View view = store.view(Consistency.LINEARIZABLE, soon())) {
                for (int i = 0; i < 50; i++) {
                    assertThat(present(view, "k" + i).value()).isEqualTo(bytes("v" + i));
                }
            }
            assertThat(store.commit(put("k0", "new"), soon()))
                    .isInstanceOf(Outcome.Committed.class);
        }
    }

    @Test
    void aRepeatedTransactionIsAnsweredAndNotAppliedAgain() {
        StoreConfig config = config(folder);
        WriteSet add = write(List.of(), new Mutation.Add(key("n"), 1, 0));
        Outcome first;
        try (RaftStore store = RaftStore.open(config)) {
            store.bootstrap();
            store.commit(write(List.of(), new Mutation.Put(key("n"), number(5))), soon());
            first = store.commit(add, soon());
            assertThat(store.commit(add, soon())).isEqualTo(first);
        }
        try (RaftStore store = RaftStore.open(config)) {
            assertThat(store.commit(add, soon())).isEqualTo(first);
            try (View view = store.view(Consistency.LINEARIZABLE, soon())) {
                assertThat(number(present(view, "n"))).isEqualTo(6);
            }
        }
    }

    @Test
    void snapshotsLetTheLogGoAndARestartGoesOnFromThere() throws Exception {
        StoreConfig config = config(folder).withSnapshots(100, 1L << 30);
        try (RaftStore store = RaftStore.open(config)) {
            store.bootstrap();
            for (int i = 0; i < 450; i++) {
                store.commit(put("k" + i, "v" + i), soon());
            }
        }
        try (var files = Files.walk(folder.resolve("raft"))) {
            assertThat(files.filter(f -> f.getFileName().toString().startsWith("snapshot-")))
                    .hasSizeBetween(1, 2);
        }
        try (RaftStore store = RaftStore.open(config)) {
            try (View view = store.view(Consistency.LINEARIZABLE, soon())) {
                assertThat(view.scan(key("k"), null, 1000)).hasSize(450);
            }
        }
    }

    @Test
    void aFolderServesOneProcessAndOneNode() {
        StoreConfig config = config(folder).withNodeId("one");
        try (RaftStore store = RaftStore.open(config)) {
            assertThatThrownBy(() -> RaftStore.open(config))
                    .isInstanceOf(DataFolderException.class)
                    .hasMessageContaining("in use");
        }
        assertThatThrownBy(() -> RaftStore.open(config.withNodeId("two")))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("belongs to node one");
    }

    @Test
    void dataOfAnotherClusterIsRefused() throws Exception {
        StoreConfig config = config(folder.resolve("mine"));
        StoreConfig other = config(folder.resolve("other"));
        for (StoreConfig each : List.of(config, other)) {
            try (RaftStore store = RaftStore.open(each)) {
                store.bootstrap();
                store.commit(put("k", "1"), soon());
            }
        }
        Path mine = folder.resolve("mine");
        Path foreign = folder.resolve("other");
        Files.move(mine.resolve("raft"), folder.resolve("raft-mine"));
        Files.move(foreign.resolve("raft"), mine.resolve("raft"));
        assertThatThrownBy(() -> RaftStore.open(config))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("belongs to cluster");
        Files.move(mine.resolve("raft"), foreign.resolve("raft"));
        Files.move(folder.resolve("raft-mine"), mine.resolve("raft"));
        Files.move(mine.resolve("state"), folder.resolve("state-mine"));
        Files.move(foreign.resolve("state"), mine.resolve("state"));
        assertThatThrownBy(() -> RaftStore.open(config))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("the data belongs to cluster");
        Files.move(mine.resolve("state"), foreign.resolve("state"));
        Files.move(folder.resolve("state-mine"), mine.resolve("state"));
        try (RaftStore store = RaftStore.open(config);
                View view = store.view(Consistency.LINEARIZABLE, soon())) {
            assertThat(present(view, "k").value()).isEqualTo(bytes("1"));
        }
    }

    @Test
    void aLogThatRottedIsNotSilentlyCutShort() throws Exception {
        StoreConfig config = config(folder.resolve("rotten"));
        try (RaftStore store = RaftStore.open(config)) {
            store.bootstrap();
            for (int i = 0; i < 20; i++) {
                store.commit(put("k" + i, "v".repeat(700)), soon());
            }
        }
        Path log;
        try (var files = Files.walk(folder.resolve("rotten").resolve("raft"))) {
            log =
                    files.filter(f -> f.getFileName().toString().startsWith("log_inprogress"))
                            .findFirst()
                            .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(log);
        bytes[4_000] ^= 1;
        Files.write(log, bytes);
        assertThatThrownBy(() -> RaftStore.open(config))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("damaged");
        bytes[4_000] ^= 1;
        Files.write(log, bytes);
        try (RaftStore store = RaftStore.open(config);
                View view = store.view(Consistency.LINEARIZABLE, soon())) {
            assertThat(view.scan(key("k"), null, 100)).hasSize(20);
        }
    }

    @Test
    void aNewerFolderIsRefused() throws Exception {
        Files.writeString(folder.resolve("node.properties"), "format=2\nnode-id=x\n");
        assertThatThrownBy(() -> RaftStore.open(config(folder)))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("format 2");
    }

    @Test
    void theLeaderHasAFence() throws Exception {
        try (RaftStore store = RaftStore.open(config(folder))) {
            store.bootstrap();
            Precondition fence = store.fence();
            while (fence == null) {
                Thread.sleep(5);
                fence = store.fence();
            }
            assertThat(
                            store.commit(
                                    write(List.of(fence), new Mutation.Put(key("d"), bytes("1"))),
                                    soon()))
                    .isInstanceOf(Outcome.Committed.class);
        }
    }
}
