package io.sealwright.storage.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.MemberRecord.Role;
import io.sealwright.storage.raft.GroupPlan.Group;
import io.sealwright.storage.raft.GroupPlan.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GroupPlanTest {
    private static final Set<String> NONE = Set.of();

    @Test
    void aGroupThatIsAsItShouldBeStays() {
        assertThat(GroupPlan.next(group(Set.of("a", "b"), NONE), records("a", "b")))
                .isEqualTo(new Step.Nothing());
    }

    @Test
    void aNewMemberComesInOnceItAnswers() {
        Map<String, MemberRecord> records = records("a", "b");
        assertThat(GroupPlan.next(new Group("a", true, Set.of("a"), NONE, NONE, NONE), records))
                .isEqualTo(new Step.Nothing());
        assertThat(GroupPlan.next(group(Set.of("a"), NONE), records))
                .isEqualTo(new Step.Change(Set.of("a", "b"), NONE));
    }

    @Test
    void aNewMemberVotesOnlyOnceItHasBeenSteady() {
        Set<String> b = Set.of("b");
        assertThat(
                        GroupPlan.next(
                                new Group("a", true, Set.of("a"), NONE, b, NONE),
                                records("a", "b")))
                .isEqualTo(new Step.Nothing());
    }

    @Test
    void nothingHappensDuringAChange() {
        Group changing = new Group("a", false, Set.of("a"), NONE, Set.of("b"), Set.of("b"));
        assertThat(GroupPlan.next(changing, records("a", "b"))).isEqualTo(new Step.Nothing());
    }

    @Test
    void aLeavingMemberIsTakenOutAndThenForgotten() {
        Map<String, MemberRecord> records = records("a", "b", "c");
        records.put("b", record("b", Role.LEAVING));
        assertThat(GroupPlan.next(group(Set.of("a", "b", "c"), NONE), records))
                .isEqualTo(new Step.Change(Set.of("a", "c"), NONE));
        assertThat(GroupPlan.next(group(Set.of("a", "c"), NONE), records))
                .isEqualTo(new Step.Forget("b"));
    }

    @Test
    void aLeavingLeaderHandsOverFirstAndTheLastVoterStays() {
        Map<String, MemberRecord> records = records("a", "b");
        records.put("a", record("a", Role.LEAVING));
        assertThat(GroupPlan.next(group(Set.of("a", "b"), NONE), records))
                .isEqualTo(new Step.HandOver());
        assertThat(GroupPlan.next(group(Set.of("a"), Set.of("b")), records))
                .isNotEqualTo(new Step.HandOver());
    }

    @Test
    void aVoterThatShallListenIsDemotedAndBack() {
        Map<String, MemberRecord> records = records("a", "b", "c");
        records.put("b", record("b", Role.LISTENER));
        assertThat(GroupPlan.next(group(Set.of("a", "b", "c"), NONE), records))
                .isEqualTo(new Step.Change(Set.of("a", "c"), Set.of("b")));
        // Ratis brings only new peers up to date: out first, then in.
        assertThat(GroupPlan.next(group(Set.of("a", "c"), Set.of("b")), records("a", "b", "c")))
                .isEqualTo(new Step.Change(Set.of("a", "c"), NONE));
        assertThat(GroupPlan.next(group(Set.of("a", "c"), NONE), records("a", "b", "c")))
                .isEqualTo(new Step.Change(Set.of("a", "b", "c"), NONE));
    }

    @Test
    void aVoterWithoutARecordGoesButNotTheLeader() {
        assertThat(GroupPlan.next(group(Set.of("a", "x"), NONE), records("a")))
                .isEqualTo(new Step.Change(Set.of("a"), NONE));
        assertThat(GroupPlan.next(group(Set.of("a"), NONE), new HashMap<>()))
                .isEqualTo(new Step.Nothing());
    }

    /**
     * From any group to any records: it ends, always with a voter, and adds or removes one voter at
     * a time.
     */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyPlanEndsAndNeverLeavesNoVoter(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 100; run++) {
            Map<String, MemberRecord> records = new HashMap<>();
            for (String peer : Set.of("a", "b", "c", "d", "e")) {
                if (peer.equals("a")) {
                    records.put(peer, record(peer, Role.VOTER));
                } else if (random.nextBoolean()) {
                    Role role = Role.values()[random.nextInt(Role.values().length)];
                    records.put(peer, record(peer, role));
                }
            }
            Set<String> voters = new HashSet<>(Set.of("a"));
            Set<String> listeners = new HashSet<>();
            for (String peer : Set.of("b", "c", "d", "e")) {
                switch (random.nextInt(3)) {
                    case 0 -> voters.add(peer);
                    case 1 -> listeners.add(peer);
                    default -> {}
                }
            }
            assertThat(settle(voters, listeners, records)).isLessThan(40);
        }
    }

    private static int settle(
            Set<String> first, Set<String> firstListeners, Map<String, MemberRecord> records) {
        Set<String> voters = first;
        Set<String> listeners = firstListeners;
        int steps = 0;
        while (steps < 40) {
            Step step = GroupPlan.next(group(voters, listeners), records);
            switch (step) {
                case Step.Nothing nothing -> {
                    return steps;
                }
                case Step.Forget gone -> records.remove(gone.peerId());
                case Step.HandOver over -> throw new AssertionError("a stays");
                case Step.Change change -> {
                    assertThat(change.voters()).isNotEmpty();
                    assertThat(Math.abs(change.voters().size() - voters.size()))
                            .isLessThanOrEqualTo(1);
                    voters = change.voters();
                    listeners = change.listeners();
                }
            }
            steps++;
        }
        return steps;
    }

    static LongStream seeds() {
        return LongStream.range(0, 10);
    }

    private static Group group(Set<String> voters, Set<String> listeners) {
        Set<String> others = Set.of("b", "c", "d", "e");
        return new Group("a", true, voters, listeners, others, others);
    }

    private static Map<String, MemberRecord> records(String... peers) {
        Map<String, MemberRecord> records = new HashMap<>();
        for (String peer : peers) {
            records.put(peer, record(peer, Role.VOTER));
        }
        return records;
    }

    private static MemberRecord record(String peer, Role role) {
        return new MemberRecord(peer, peer, "h:1", "http://h", role, new byte[] {1});
    }
}
