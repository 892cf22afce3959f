package io.sealwright.storage;

import static io.sealwright.storage.StoreTesting.bytes;
import static io.sealwright.storage.StoreTesting.key;
import static io.sealwright.storage.StoreTesting.present;
import static io.sealwright.storage.StoreTesting.put;
import static io.sealwright.storage.StoreTesting.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.rocks.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members come, go, lose their disks and lag. */
class MembershipIT {
    private static final String[] THREE = {"a", "b", "c"};

    private static final String PADDING = "-".repeat(2_000);

    @TempDir Path folder;

    @Test
    void aMemberWithAnEmptyDiskComesBackToAnIdleCluster() throws Exception {
        try (TestCluster cluster = TestCluster.start(folder, THREE)) {
            cluster.any().commit(put("k", "1"), soon());
            cluster.close("c");
            Folders.delete(folder.resolve("c"));
            RaftStore again = cluster.add("c");
            try (View view = again.view(Consistency.LINEARIZABLE, soon())) {
                assertThat(present(view, "k").value()).isEqualTo(bytes("1"));
            }
            TestCluster.await(
                    "the old member is forgotten",
                    () -> cluster.any().membership().members().size() == 3);
            assertThat(cluster.leader().status().members()).allMatch(ClusterStatus.Member::voter);
        }
    }

    @Test
    void aMemberThatMissedAPurgedLogIsBroughtUpBySnapshotWhileReadsGoOn() throws Exception {
        try (TestCluster cluster =
                TestCluster.start(folder, config -> config.withSnapshots(100, 1L << 20), THREE)) {
            cluster.any().commit(put("k", "0"), soon());
            String away = cluster.follower().nodeId();
            cluster.close(away);
            RaftStore leader = cluster.leader();
            for (int i = 0; i < 500; i++) {
                leader.commit(put("k" + i % 50, "v" + i + PADDING), soon());
            }
            AtomicBoolean over = new AtomicBoolean();
            AtomicLong reads = new AtomicLong();
            AtomicLong refused = new AtomicLong();
            Thread reader =
                    Thread.ofPlatform()
                            .start(() -> {
                                while (!over.get()) {
                                    try (View view =
                                            leader.view(
                                                    Consistency.LINEARIZABLE,
                                                    Deadline.in(Duration.ofSeconds(5)))) {
                                        reads.addAndGet(view.index() > 0 ? 1 : 0);
                                    } catch (StoreException.Unavailable late) {
                                        refused.incrementAndGet();
                                    }
                                }
                            });
            RaftStore lagging = cluster.open(away);
            try (View view = lagging.view(Consistency.LINEARIZABLE, soon())) {
                for (int i = 450; i < 500; i++) {
                    assertThat(present(view, "k" + i % 50).value())
                            .isEqualTo(bytes("v" + i + PADDING));
                }
            }
            over.set(true);
            reader.join();
            assertThat(reads.get()).isPositive();
            assertThat(refused.get()).isZero();
            assertThat(liveDatabase(away)).as("loaded from a snapshot").isNotEqualTo("db-1");
        }
    }

    /** An empty voter would count towards majorities that hold nothing. */
    @Test
    void aNewMemberVotesOnlyOnceItHasTheState() throws Exception {
        try (TestCluster cluster =
                TestCluster.start(folder, config -> config.withSnapshots(50, 1L << 20), THREE)) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 200; i++) {
                    cluster.leader().commit(put("k" + i % 50, "v" + i + PADDING), soon());
                }
                String wiped = cluster.follower().nodeId();
                cluster.close(wiped);
                Folders.delete(folder.resolve(wiped));
                long written = cluster.leader().status().appliedIndex();
                RaftStore again = cluster.open(wiped);
                cluster.join(wiped, again);
                TestCluster.await(
                        "it votes, alone under its name",
                        () ->
                                cluster.leader().status().members().size() == 3
                                        && cluster.votes(wiped));
                assertThat(hasSnapshot(wiped) || again.status().appliedIndex() >= written - 50)
                        .as("it has the state, or is loading it")
                        .isTrue();
                try (View view = again.view(Consistency.LINEARIZABLE, soon())) {
                    assertThat(present(view, "k7").value()).isEqualTo(bytes("v157" + PADDING));
                }
            }
        }
    }

    private boolean hasSnapshot(String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(name))) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("snapshot-"));
        }
    }

    @Test
    void aViewOutlivesTheSnapshotThatReplacesItsDatabase() throws Exception {
        try (TestCluster cluster =
                TestCluster.start(folder, config -> config.withSnapshots(100, 1L << 20), THREE)) {
            cluster.any().commit(put("k", "old"), soon());
            String away = cluster.follower().nodeId();
            try (View settled = cluster.get(away).view(Consistency.LINEARIZABLE, soon())) {
                assertThat(present(settled, "k").value()).isEqualTo(bytes("old"));
            }
            cluster.close(away);
            RaftStore leader = cluster.leader();
            for (int i = 0; i < 400; i++) {
                leader.commit(put("k", "v" + i + PADDING), soon());
            }
            RaftStore lagging = cluster.open(away);
            try (View pinned = lagging.view(Consistency.LOCAL, soon())) {
                byte[] before = present(pinned, "k").value();
                try (View view = lagging.view(Consistency.LINEARIZABLE, soon())) {
                    assertThat(present(view, "k").value()).isEqualTo(bytes("v399" + PADDING));
                }
                assertThat(present(pinned, "k").value()).isEqualTo(before);
            }
        }
    }

    @Test
    void aRemovedMemberIsOutAndSaysSo() {
        try (TestCluster cluster = TestCluster.start(folder, THREE)) {
            String out = cluster.follower().nodeId();
            RaftStore removed = cluster.get(out);
            cluster.leader().membership().removeMember(out, soon());
            TestCluster.await(
                    "two members are left", () -> cluster.leader().status().members().size() == 2);
            TestCluster.await("it notices", removed::removed);
            assertThatThrownBy(() ->
                            removed.commit(put("k", "x"), Deadline.in(Duration.ofMillis(300))))
                    .isInstanceOf(StoreException.Unavailable.class);
            assertThatThrownBy(() ->
                            removed.view(
                                    Consistency.LINEARIZABLE, Deadline.in(Duration.ofMillis(300))))
                    .isInstanceOf(StoreException.Unavailable.class);
            assertThat(cluster.leader().commit(put("k", "y"), soon()))
                    .isInstanceOf(Outcome.Committed.class);
        }
    }

    @Test
    void theLeaderCanBeRemovedAndTheLastVoterCannot() {
        try (TestCluster cluster = TestCluster.start(folder, THREE)) {
            for (int left = 2; left >= 1; left--) {
                int expected = left;
                String leader = cluster.leader().nodeId();
                cluster.leader().membership().removeMember(leader, soon());
                TestCluster.await(leader + " is out", () -> cluster.get(leader).removed());
                cluster.close(leader);
                TestCluster.await(
                        expected + " left",
                        () -> cluster.leader().status().members().size() == expected);
            }
            RaftStore last = cluster.leader();
            assertThatThrownBy(() -> last.membership().removeMember(last.nodeId(), soon()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(last.commit(put("k", "z"), soon())).isInstanceOf(Outcome.Committed.class);
            try (View view = last.view(Consistency.LINEARIZABLE, soon())) {
                assertThat(view.get(key("k"))).isNotNull();
            }
        }
    }

    @Test
    void aVoterBecomesAListenerAndAVoterAgain() {
        try (TestCluster cluster = TestCluster.start(folder, THREE)) {
            String name = cluster.follower().nodeId();
            cluster.leader().membership().demote(name, soon());
            TestCluster.await(name + " listens", () -> !cluster.votes(name));
            cluster.leader().commit(put("k", "1"), soon());
            TestCluster.await(name + " follows", () -> reads(cluster.get(name), "1"));
            assertThatThrownBy(() -> cluster.leader().membership().demote("nobody", soon()))
                    .isInstanceOf(IllegalArgumentException.class);
            cluster.leader().membership().promote(name, soon());
            TestCluster.await(name + " votes", () -> cluster.votes(name));
            cluster.leader().commit(put("k", "2"), soon());
            TestCluster.await(name + " follows on", () -> reads(cluster.get(name), "2"));
        }
    }

    @Test
    void aLeaderThatDoesNotServeHandsOver() {
        try (TestCluster cluster = TestCluster.start(folder, THREE)) {
            RaftStore first = cluster.leader();
            first.setServing(false);
            TestCluster.await("another leads", () -> !first.status().leading());
            assertThat(cluster.leader().nodeId()).isNotEqualTo(first.nodeId());
            for (String name : THREE) {
                cluster.get(name).setServing(name.equals(first.nodeId()));
            }
            TestCluster.await("it leads again", () -> first.status().leading());
        }
    }

    @Test
    void leadershipIsHandedToTheNamedMember() {
        try (TestCluster cluster = TestCluster.start(folder, THREE)) {
            for (String to : List.of("b", "c", "a", "b")) {
                cluster.get("c").membership().transferLeadership(to, soon());
                TestCluster.await(to + " leads", () -> cluster.get(to).status().leading());
            }
            assertThatThrownBy(() -> cluster.get("a").membership().transferLeadership("x", soon()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theLeadersFenceFallsWithItsLeadership() {
        try (TestCluster cluster = TestCluster.start(folder, THREE)) {
            RaftStore old = cluster.leader();
            Precondition fence = old.fence();
            assertThat(fence).isNotNull();
            cluster.any().membership().transferLeadership(null, soon());
            TestCluster.await("it no longer leads", () -> !old.status().leading());
            RaftStore leader = cluster.leader();
            assertThat(old.fence()).isNull();
            WriteSet late =
                    StoreTesting.write(
                            List.of(fence), new Mutation.Put(key("duty"), bytes("late")));
            assertThat(old.commit(late, soon())).isInstanceOf(Outcome.Conflict.class);
            assertThat(leader.fence()).isNotNull();
        }
    }

    @Test
    void aMemberThatWasAwayWhileTheOthersWereReplacedFindsTheNewOnes() {
        try (TestCluster cluster = TestCluster.start(folder, THREE)) {
            cluster.leader().membership().transferLeadership("b", soon());
            TestCluster.await("b leads", () -> cluster.get("b").status().leading());
            cluster.close("a");
            // With a away, c can go only once d is there: b alone would be no majority.
            cluster.get("b").membership().removeMember("c", soon());
            cluster.add("d");
            TestCluster.await("c is out", () -> cluster.get("c").removed());
            cluster.close("c");
            cluster.get("b").membership().transferLeadership("d", soon());
            TestCluster.await("d leads", () -> cluster.get("d").status().leading());
            cluster.get("d").commit(put("k", "1"), soon());
            // It has never heard of d, which leads, and refuses it until b vouches for it.
            RaftStore away = cluster.open("a");
            try (View view = away.view(Consistency.LINEARIZABLE, soon())) {
                assertThat(present(view, "k").value()).isEqualTo(bytes("1"));
            }
        }
    }

    @Test
    void membersMoveToOtherAddressesAloneAndInAGroup() {
        StoreConfig first = StoreTesting.config(folder.resolve("moving")).withNodeId("moving");
        StoreConfig other = StoreTesting.config(folder.resolve("other")).withNodeId("other");
        try (RaftStore store = RaftStore.open(first)) {
            store.bootstrap();
            store.commit(put("k", "1"), soon());
        }
        StoreConfig second = moved(first);
        try (RaftStore store = RaftStore.open(second);
                RaftStore joining = RaftStore.open(other)) {
            TestCluster.await("it is known there", () -> known(store, second));
            joining.joinCluster(
                    store.membership()
                            .addMember(
                                    "other",
                                    other.clusterAddress(),
                                    other.apiAddress(),
                                    joining.certificate(),
                                    soon()));
            TestCluster.await(
                    "it votes",
                    () ->
                            store.status().members().size() == 2
                                    && store.status().members().stream()
                                            .allMatch(ClusterStatus.Member::voter));
            store.membership().transferLeadership("other", soon());
            TestCluster.await("the other leads", () -> joining.status().leading());
            assertThat(reads(store, "1")).isTrue();
        }
        StoreConfig third = moved(first);
        try (RaftStore joined = RaftStore.open(other);
                RaftStore store = RaftStore.open(third)) {
            TestCluster.await("it is known there", () -> known(joined, third));
            joined.commit(put("k", "2"), soon());
            assertThat(reads(store, "2")).isTrue();
        }
    }

    @Test
    void aMemberThatMovedIsReachedByTheOneWhoseLogIsAheadOfIts() {
        StoreConfig first = StoreTesting.config(folder.resolve("moving")).withNodeId("moving");
        StoreConfig other = StoreTesting.config(folder.resolve("other")).withNodeId("other");
        try (RaftStore joining = RaftStore.open(other)) {
            CompletableFuture<Void> writing;
            try (RaftStore store = RaftStore.open(first)) {
                store.bootstrap();
                joining.joinCluster(
                        store.membership()
                                .addMember(
                                        "other",
                                        other.clusterAddress(),
                                        other.apiAddress(),
                                        joining.certificate(),
                                        soon()));
                TestCluster.await("both vote", () -> voters(store) == 2);
                store.membership().transferLeadership("other", soon());
                TestCluster.await("the other leads", () -> joining.status().leading());
                // The last of them are in the log of the other alone: not committed, not forgotten.
                writing =
                        CompletableFuture.runAsync(() -> {
                            while (true) {
                                joining.commit(put("k", "1"), Deadline.in(Duration.ofMillis(500)));
                            }
                        });
            }
            assertThatThrownBy(writing::join).hasCauseInstanceOf(StoreException.class);
        }
        StoreConfig second = moved(first);
        try (RaftStore joined = RaftStore.open(other);
                RaftStore store = RaftStore.open(second)) {
            TestCluster.await("it is known there", () -> known(joined, second));
            joined.commit(put("k", "3"), soon());
            assertThat(reads(store, "3")).isTrue();
        }
    }

    private static long voters(RaftStore store) {
        return store.status().members().stream().filter(ClusterStatus.Member::voter).count();
    }

    private static StoreConfig moved(StoreConfig from) {
        return StoreConfig.at(
                        from.path(), "127.0.0.1:" + StoreTesting.freePort(), "http://127.0.0.1:2")
                .withReservedDisk(0)
                .withElectionTimeout(from.electionTimeout());
    }

    private static boolean known(RaftStore store, StoreConfig at) {
        return store.status().members().stream()
                .anyMatch(member ->
                        member.clusterAddress().equals(at.clusterAddress())
                                && member.apiAddress().equals(at.apiAddress()));
    }

    private static boolean reads(RaftStore store, String value) {
        try (View view = store.view(Consistency.LINEARIZABLE, soon())) {
            return Arrays.equals(present(view, "k").value(), bytes(value));
        } catch (StoreException.Unavailable restarting) {
            return false;
        }
    }

    private String liveDatabase(String name) throws Exception {
        return Files.readString(folder.resolve(name).resolve("state").resolve("LIVE")).strip();
    }
}
