package io.sealwright.storage.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.storage.MemberCare;
import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.MemberRecord.Role;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeadMembersTest {
    private static final List<String> FIVE = List.of("a", "b", "c", "d", "e");

    private static MemberCare care(long minQuorum) {
        return new MemberCare(
                Duration.ofSeconds(10),
                1_000,
                Duration.ZERO,
                true,
                Duration.ofMinutes(1),
                minQuorum);
    }

    private static MemberRecord record(String peer, Role role) {
        return new MemberRecord(peer, peer, "127.0.0.1:1", "", role, new byte[] {1});
    }

    private static Map<String, MemberRecord> records(List<String> peers) {
        Map<String, MemberRecord> records = new HashMap<>();
        peers.forEach(peer -> records.put(peer, record(peer, Role.VOTER)));
        return records;
    }

    private static GroupPlan.Group group(Set<String> voters, Set<String> reachable) {
        return new GroupPlan.Group("a", true, voters, Set.of(), reachable, reachable);
    }

    private static Optional<String> next(
            MemberCare care,
            GroupPlan.Group group,
            Map<String, MemberRecord> records,
            Set<String> silent) {
        return DeadMembers.next(care, group, records, silent).map(MemberRecord::peerId);
    }

    @Test
    void aDeadVoterGoesWhereEnoughAreLeft() {
        Set<String> voters = Set.of("a", "b", "c", "d");
        GroupPlan.Group group = group(voters, Set.of("b", "c"));
        Map<String, MemberRecord> records = records(List.copyOf(voters));
        assertThat(next(care(3), group, records, Set.of("d"))).contains("d");
        assertThat(next(care(4), group, records, Set.of("d"))).isEmpty();
        assertThat(next(MemberCare.DEFAULT, group, records, Set.of("d"))).isEmpty();
    }

    @Test
    void nobodyGoesDuringAChangeOrWhileAnotherLeaves() {
        Set<String> voters = Set.copyOf(FIVE);
        Map<String, MemberRecord> records = records(FIVE);
        Set<String> reachable = Set.of("b", "c");
        GroupPlan.Group changing =
                new GroupPlan.Group("a", false, voters, Set.of(), reachable, reachable);
        assertThat(next(care(3), changing, records, Set.of("d", "e"))).isEmpty();
        records.put("e", record("e", Role.LEAVING));
        assertThat(next(care(3), group(voters, reachable), records, Set.of("d", "e"))).isEmpty();
    }

    @Test
    void oneThatDoesNotVoteCountsForNoQuorum() {
        Map<String, MemberRecord> records = records(List.of("a", "b", "c", "d"));
        records.put("d", record("d", Role.LISTENER));
        GroupPlan.Group group = group(Set.of("a", "b", "c"), Set.of("b", "c"));
        assertThat(next(care(3), group, records, Set.of("d"))).contains("d");
    }

    @Test
    void aVoterThatIsBeingDemotedDoesNotCountAsOneThatIsLeft() {
        Map<String, MemberRecord> records = records(List.of("a", "b", "c", "d"));
        records.put("c", record("c", Role.LISTENER));
        GroupPlan.Group group = group(Set.of("a", "b", "c", "d"), Set.of("b", "c"));
        assertThat(next(care(3), group, records, Set.of("d"))).isEmpty();
    }

    static LongStream seeds() {
        return LongStream.range(0, 2_000);
    }

    /** Whatever goes, a majority of what is left answers, and the minimum is kept. */
    @ParameterizedTest
    @MethodSource("seeds")
    void noRemovalCostsTheQuorum(long seed) {
        Random random = new Random(seed);
        Set<String> voters = new HashSet<>(Set.of("a"));
        Set<String> reachable = new HashSet<>();
        Set<String> silent = new HashSet<>();
        Map<String, MemberRecord> records = records(FIVE);
        for (String peer : FIVE.subList(1, 5)) {
            if (random.nextBoolean()) {
                voters.add(peer);
            }
            (random.nextBoolean() ? reachable : silent).add(peer);
            if (random.nextInt(4) == 0) {
                records.put(peer, record(peer, Role.LISTENER));
            }
        }
        long minQuorum = 1 + random.nextInt(5);
        Optional<String> gone = next(care(minQuorum), group(voters, reachable), records, silent);
        if (gone.isEmpty()) {
            return;
        }
        assertThat(silent).contains(gone.get());
        assertThat(reachable).doesNotContain(gone.get());
        if (voters.remove(gone.get())) {
            assertThat((long) voters.size()).isGreaterThanOrEqualTo(minQuorum);
        }
        long answering =
                voters.stream()
                        .filter(peer -> peer.equals("a") || reachable.contains(peer))
                        .count();
        assertThat(answering).isGreaterThan(voters.size() / 2);
    }
}
