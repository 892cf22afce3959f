package io.sealwright.storage;

import static io.sealwright.storage.StoreTesting.bytes;
import static io.sealwright.storage.StoreTesting.config;
import static io.sealwright.storage.StoreTesting.key;
import static io.sealwright.storage.StoreTesting.present;
import static io.sealwright.storage.StoreTesting.put;
import static io.sealwright.storage.StoreTesting.soon;
import static io.sealwright.storage.StoreTesting.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.snapshot.SnapshotException;
import io.sealwright.storage.snapshot.SnapshotReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots for operators: saved, restored, refused. */
class SnapshotIT {
    private static final Key AUDIT_HEAD =
            Keys.of(Keys.ROOT_NAMESPACE, Keys.ITEM, Keys.AUDIT_HEADS, bytes("device"));

    @TempDir Path folder;

    @Test
    void aRestoredStateIsTheSavedOneAndTheClusterStays() throws Exception {
        try (RaftStore store = RaftStore.open(config(folder))) {
            store.bootstrap();
            for (int i = 0; i < 3_000; i++) {
                store.commit(put("k" + i, "v" + i), soon());
            }
            store.commit(write(List.of(), new Mutation.Put(AUDIT_HEAD, bytes("old"))), soon());
            byte[] snapshot = save(store);
            store.commit(put("later", "x"), soon());
            store.commit(put("k0", "changed"), soon());
            store.commit(write(List.of(), new Mutation.Put(AUDIT_HEAD, bytes("new"))), soon());
            List<MemberRecord> members = store.membership().members();
            View before = store.view(Consistency.LINEARIZABLE, soon());
            restore(store, snapshot);
            try (View view = store.view(Consistency.LINEARIZABLE, soon())) {
                assertThat(view.get(key("later"))).isNull();
                assertThat(view.scan(key("k"), null, 10_000)).hasSize(3_000);
                assertThat(present(view, "k0").value()).isEqualTo(bytes("v0"));
                assertThat(view.get(AUDIT_HEAD)).isNotNull();
                assertThat(java.util.Objects.requireNonNull(view.get(AUDIT_HEAD)).value())
                        .isEqualTo(bytes("new"));
                for (ControlClass every : ControlClass.values()) {
                    assertThat(view.classRevision(0, every))
                            .isGreaterThan(before.classRevision(0, every));
                }
            }
            assertThat(present(before, "k0").value()).isEqualTo(bytes("changed"));
            before.close();
            assertThat(store.membership().members()).isEqualTo(members);
            assertThat(store.commit(put("k0", "on"), soon())).isInstanceOf(Outcome.Committed.class);
        }
    }

    /** They are sealed under the keyring that goes. */
    @Test
    void auditHeadsGoWithTheirKeyring() throws Exception {
        try (RaftStore store = RaftStore.open(config(folder))) {
            store.bootstrap();
            store.commit(write(List.of(), new Mutation.Put(Keys.KEYRING, bytes("one"))), soon());
            byte[] snapshot = save(store);
            store.commit(write(List.of(), new Mutation.Put(AUDIT_HEAD, bytes("head"))), soon());
            restore(store, snapshot);
            try (View view = store.view(Consistency.LINEARIZABLE, soon())) {
                assertThat(view.get(AUDIT_HEAD)).isNotNull();
            }
            store.commit(write(List.of(), new Mutation.Put(Keys.KEYRING, bytes("two"))), soon());
            restore(store, snapshot);
            try (View view = store.view(Consistency.LINEARIZABLE, soon())) {
                assertThat(view.get(AUDIT_HEAD)).isNull();
            }
        }
    }

    @Test
    void aTransactionFromBeforeARestoreConflictsWithIt() throws Exception {
        try (RaftStore store = RaftStore.open(config(folder))) {
            store.bootstrap();
            Outcome.Committed old = (Outcome.Committed) store.commit(put("k", "1"), soon());
            restore(store, save(store));
            WriteSet late =
                    write(
                            List.of(new Precondition.AtRevision(key("k"), old.revision())),
                            new Mutation.Put(key("k"), bytes("2")));
            assertThat(store.commit(late, soon())).isInstanceOf(Outcome.Conflict.class);
        }
    }

    @Test
    void everyMemberHasTheRestoredStateAlsoFromAFollower() throws Exception {
        try (TestCluster cluster = TestCluster.start(folder, "a", "b", "c")) {
            cluster.any().commit(put("k", "1"), soon());
            byte[] snapshot = save(cluster.follower());
            cluster.any().commit(put("k", "2"), soon());
            restore(cluster.follower(), snapshot);
            for (String name : List.of("a", "b", "c")) {
                try (View view = cluster.get(name).view(Consistency.LINEARIZABLE, soon())) {
                    assertThat(present(view, "k").value()).isEqualTo(bytes("1"));
                }
            }
            assertThat(cluster.leader().status().members()).hasSize(3);
            assertThat(cluster.leader().commit(put("k", "3"), soon()))
                    .isInstanceOf(Outcome.Committed.class);
        }
    }

    @Test
    void aDamagedSnapshotChangesNothing() throws Exception {
        try (RaftStore store = RaftStore.open(config(folder))) {
            store.bootstrap();
            store.commit(put("k", "1"), soon());
            byte[] snapshot = save(store);
            store.commit(put("k", "2"), soon());
            for (int cut : new int[] {3, 20, 60, snapshot.length / 2, snapshot.length - 1}) {
                assertRefused(store, Arrays.copyOf(snapshot, cut));
            }
            for (int at : new int[] {0, 1, 70, snapshot.length / 2, snapshot.length - 2}) {
                byte[] damaged = snapshot.clone();
                damaged[at] ^= 0x40;
                assertRefused(store, damaged);
            }
            try (View view = store.view(Consistency.LINEARIZABLE, soon())) {
                assertThat(present(view, "k").value()).isEqualTo(bytes("2"));
            }
        }
    }

    private static void assertRefused(RaftStore store, byte[] snapshot) {
        assertThatThrownBy(() -> restore(store, snapshot)).isInstanceOf(SnapshotException.class);
    }

    private static byte[] save(RaftStore store) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.saveSnapshot(out, soon());
        return out.toByteArray();
    }

    private static void restore(RaftStore store, byte[] snapshot) throws Exception {
        store.restoreSnapshot(SnapshotReader.open(new ByteArrayInputStream(snapshot)), soon());
    }
}
