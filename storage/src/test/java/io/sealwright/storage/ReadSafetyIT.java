package io.sealwright.storage;

import static io.sealwright.storage.StoreTesting.bytes;
import static io.sealwright.storage.StoreTesting.key;
import static io.sealwright.storage.StoreTesting.number;
import static io.sealwright.storage.StoreTesting.present;
import static io.sealwright.storage.StoreTesting.put;
import static io.sealwright.storage.StoreTesting.soon;
import static io.sealwright.storage.StoreTesting.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.raft.NodeFaults;
import io.sealwright.storage.raft.RaftNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A linearizable read is never stale: it is refused where it cannot be had. */
class ReadSafetyIT {
    private static final String[] THREE = {"a", "b", "c"};
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir Path folder;

    @Test
    void aLeaderWithBothFollowersDownRefusesReadsFromTheFirstMoment() {
        try (TestCluster cluster = TestCluster.start(folder, THREE)) {
            RaftStore leader = cluster.leader();
            leader.commit(put("k", "1"), soon());
            for (String name : THREE) {
                if (!name.equals(leader.nodeId())) {
                    cluster.close(name);
                }
            }
            // Ratis goes on to call it leader for a while.
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> leader.view(Consistency.LINEARIZABLE, Deadline.in(SHORT)))
                        .isInstanceOf(StoreException.Unavailable.class);
            }
            try (View local = leader.view(Consistency.LOCAL, soon())) {
                assertThat(present(local, "k").value()).isEqualTo(bytes("1"));
            }
        }
    }

    @Test
    void aLeaderThatIsCutOffRefusesReadsWhileAnotherLeads() {
        try (TestCluster cluster = TestCluster.start(folder, THREE)) {
            RaftStore old = cluster.leader();
            old.commit(put("k", "1"), soon());
            List<RaftStore> others =
                    Stream.of(THREE)
                            .filter(name -> !name.equals(old.nodeId()))
                            .map(cluster::get)
                            .toList();
            NodeFaults.part(List.of(old.node()), nodes(others));
            TestCluster.await(
                    "another leader",
                    () -> others.stream().anyMatch(store -> store.status().leading()));
            others.getFirst().commit(put("k", "2"), soon());
            assertThatThrownBy(() -> old.view(Consistency.LINEARIZABLE, Deadline.in(SHORT)))
                    .isInstanceOf(StoreException.Unavailable.class);
            for (RaftStore store : others) {
                try (View view = store.view(Consistency.LINEARIZABLE, soon())) {
                    assertThat(present(view, "k").value()).isEqualTo(bytes("2"));
                }
            }
            NodeFaults.heal(nodes(List.of(old, others.get(0), others.get(1))));
            try (View view = old.view(Consistency.LINEARIZABLE, soon())) {
                assertThat(present(view, "k").value()).isEqualTo(bytes("2"));
            }
        }
    }

    @Test
    void aFollowerThatIsCutOffRefusesReads() {
        try (TestCluster cluster = TestCluster.start(folder, THREE)) {
            RaftStore follower = cluster.follower();
            List<RaftStore> others =
                    Stream.of(THREE)
                            .filter(name -> !name.equals(follower.nodeId()))
                            .map(cluster::get)
                            .toList();
            NodeFaults.part(List.of(follower.node()), nodes(others));
            cluster.leader().commit(put("k", "1"), soon());
            assertThatThrownBy(() -> follower.view(Consistency.LINEARIZABLE, Deadline.in(SHORT)))
                    .isInstanceOf(StoreException.Unavailable.class);
            NodeFaults.heal(nodes(List.of(follower, others.get(0), others.get(1))));
            try (View view = follower.view(Consistency.LINEARIZABLE, soon())) {
                assertThat(present(view, "k").value()).isEqualTo(bytes("1"));
            }
        }
    }

    @Test
    void readsOnEveryMemberSeeAcknowledgedWritesWhileLeadershipMoves() throws Exception {
        try (TestCluster cluster = TestCluster.start(folder, THREE)) {
            cluster.any().commit(write(List.of(), new Mutation.Put(key("n"), number(0))), soon());
            History history = new History(cluster);
            history.start();
            for (int i = 0; i < 8; i++) {
                cluster.any().membership().transferLeadership(null, soon());
                Thread.sleep(100);
            }
            history.stop();
            assertThat(history.failures).isEmpty();
            assertThat(history.reads.get()).isPositive();
            assertThat(history.acknowledged.get()).isPositive();
        }
    }

    @Test
    void readsOnTheOthersGoOnWhileLeadersAreCutOffAgainAndAgain() throws Exception {
        try (TestCluster cluster = TestCluster.start(folder, THREE)) {
            cluster.any().commit(write(List.of(), new Mutation.Put(key("n"), number(0))), soon());
            History history = new History(cluster);
            history.start();
            for (int i = 0; i < 3; i++) {
                RaftStore leader = cluster.leader();
                List<RaftStore> others =
                        Stream.of(THREE)
                                .filter(name -> !name.equals(leader.nodeId()))
                                .map(cluster::get)
                                .toList();
                NodeFaults.part(List.of(leader.node()), nodes(others));
                TestCluster.await(
                        "another leader",
                        () ->
                                others.stream()
                                        .anyMatch(store ->
                                                store.status().leading() && store.fence() != null));
                NodeFaults.heal(nodes(List.of(leader, others.get(0), others.get(1))));
                TestCluster.await("one leader", () -> !leader.status().leading());
            }
            history.stop();
            assertThat(history.failures).isEmpty();
            assertThat(history.acknowledged.get()).isPositive();
        }
    }

    /**
     * One writer counts up; readers on every member may never see less than was acknowledged when
     * they began.
     */
    private static final class History {
        final List<String> failures = new ArrayList<>();
        final AtomicLong acknowledged = new AtomicLong();
        final AtomicLong reads = new AtomicLong();
        private final TestCluster cluster;
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        History(TestCluster cluster) {
            this.cluster = cluster;
        }

        void start() {
            threads.add(Thread.ofPlatform().start(this::write));
            for (String name : THREE) {
                RaftStore store = cluster.get(name);
                threads.add(Thread.ofPlatform().start(() -> read(store)));
                threads.add(Thread.ofPlatform().start(() -> read(store)));
            }
        }

        private void write() {
            long next = 0;
            while (!over.get()) {
                RaftStore store = cluster.get(THREE[(int) (next % THREE.length)]);
                next++;
                try {
                    Outcome outcome =
                            store.commit(
                                    StoreTesting.write(
                                            List.of(), new Mutation.Put(key("n"), number(next))),
                                    Deadline.in(Duration.ofSeconds(5)));
                    if (outcome instanceof Outcome.Committed) {
                        acknowledged.set(next);
                    }
                } catch (StoreException.Unavailable | StoreException.OutcomeUnknown passing) {
                    // Not acknowledged: readers may see it or not.
                }
            }
        }

        private void read(RaftStore store) {
            while (!over.get()) {
                long least = acknowledged.get();
                try (View view =
                        store.view(Consistency.LINEARIZABLE, Deadline.in(Duration.ofSeconds(2)))) {
                    long seen = number(present(view, "n"));
                    reads.incrementAndGet();
                    if (seen < least) {
                        synchronized (failures) {
                            failures.add(store.nodeId() + " read " + seen + " after " + least);
                        }
                    }
                } catch (StoreException.Unavailable refused) {
                    // Rather than stale.
                }
            }
        }

        void stop() throws InterruptedException {
            over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static List<RaftNode> nodes(List<RaftStore> stores) {
        return stores.stream().map(RaftStore::node).toList();
    }
}
