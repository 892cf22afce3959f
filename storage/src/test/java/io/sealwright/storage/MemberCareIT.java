package io.sealwright.storage;

import static io.sealwright.storage.StoreTesting.put;
import static io.sealwright.storage.StoreTesting.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the leader looks after members, on real groups. */
class MemberCareIT {
    @TempDir Path folder;

    private static MemberCare cleaning(long minQuorum) {
        return new MemberCare(
                Duration.ofSeconds(10),
                1_000,
                Duration.ZERO,
                true,
                Duration.ofMillis(1_500),
                minQuorum);
    }

    private static MemberReport of(RaftStore store, String nodeId) {
        return store.report(soon()).stream()
                .filter(member -> member.nodeId().equals(nodeId))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyMemberTellsTheLeadersReport() {
        try (TestCluster cluster = TestCluster.start(folder, "a", "b", "c")) {
            TestCluster.await(
                    "all are healthy",
                    () -> cluster.leader().report(soon()).stream().allMatch(MemberReport::healthy));
            RaftStore leader = cluster.leader();
            List<MemberReport> told = cluster.follower().report(soon());
            assertThat(told).extracting(MemberReport::nodeId).containsExactly("a", "b", "c");
            assertThat(told).allMatch(member -> member.voter() && member.alive());
            assertThat(told).allMatch(member -> member.stableSince().isAfter(Instant.EPOCH));
            assertThat(told.stream().filter(MemberReport::leader).map(MemberReport::nodeId))
                    .containsExactly(leader.nodeId());
            String gone = cluster.follower().nodeId();
            cluster.close(gone);
            TestCluster.await("it is seen to be gone", () -> !of(leader, gone).alive());
            leader.care(
                    new MemberCare(
                            Duration.ofMillis(500),
                            1_000,
                            Duration.ZERO,
                            false,
                            Duration.ofMillis(1),
                            0));
            TestCluster.await("it is not healthy", () -> !of(leader, gone).healthy());
            assertThat(leader.membership().members()).hasSize(3);
        }
    }

    @Test
    void deadMembersGoOneByOneDownToTheMinimum() {
        try (TestCluster cluster = TestCluster.start(folder, "a", "b", "c", "d", "e")) {
            String first = cluster.follower().nodeId();
            cluster.close(first);
            String second = cluster.follower().nodeId();
            cluster.close(second);
            cluster.leader().care(cleaning(4));
            TestCluster.await(
                    "one is removed", () -> cluster.leader().status().members().size() == 4);
            assertThat(cluster.leader().commit(put("k", "v"), soon()))
                    .isInstanceOf(Outcome.Committed.class);
            cluster.leader().care(cleaning(3));
            TestCluster.await(
                    "so is the other", () -> cluster.leader().status().members().size() == 3);
            assertThat(cluster.leader().membership().members())
                    .extracting(MemberRecord::nodeId)
                    .doesNotContain(first, second);
            assertThat(cluster.leader().report(soon())).allMatch(MemberReport::voter);
        }
    }

    @Test
    void aNewMemberVotesOnlyOnceItHasBeenSteady() {
        try (TestCluster cluster = TestCluster.start(folder, "a")) {
            MemberCare patient =
                    new MemberCare(
                            Duration.ofSeconds(10),
                            1_000,
                            Duration.ofDays(1),
                            false,
                            Duration.ofDays(1),
                            0);
            cluster.leader().care(patient);
            RaftStore added = cluster.open("b");
            cluster.join("b", added);
            TestCluster.await("it answers", () -> of(cluster.leader(), "b").alive());
            assertThat(cluster.votes("b")).isFalse();
            cluster.leader().care(MemberCare.DEFAULT);
            TestCluster.await("it votes", () -> cluster.votes("b"));
        }
    }
}
