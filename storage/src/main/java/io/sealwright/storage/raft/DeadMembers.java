package io.sealwright.storage.raft;

import io.sealwright.storage.MemberCare;
import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.MemberRecord.Role;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which dead member the leader removes next. Pure; one at a time, never while a change is
 * under way, and never one whose removal leaves too few voters or no majority that answers.
 */
final class DeadMembers {
    private DeadMembers() {}

    /**
     * @param silent peer ids that did not answer for longer than the care allows
     */
    static Optional<MemberRecord> next(
            MemberCare care,
            GroupPlan.Group group,
            Map<String, MemberRecord> records,
            Set<String> silent) {
        boolean leaving =
                records.values().stream().anyMatch(record -> record.role() == Role.LEAVING);
        if (!care.removeDead() || !group.stable() || leaving || !majorityAnswers(group)) {
            return Optional.empty();
        }
        return records.values().stream()
                .filter(record -> silent.contains(record.peerId()))
                .filter(record -> !answers(group, record.peerId()))
                .filter(record ->
                        !group.voters().contains(record.peerId())
                                || staying(group, records, record.peerId()) >= care.minQuorum())
                .min(Comparator.comparing(MemberRecord::peerId));
    }

    private static boolean answers(GroupPlan.Group group, String peer) {
        return peer.equals(group.selfId()) || group.reachable().contains(peer);
    }

    private static boolean majorityAnswers(GroupPlan.Group group) {
        long answering = group.voters().stream().filter(peer -> answers(group, peer)).count();
        return answering > group.voters().size() / 2;
    }

    /** Voters that are to stay ones, without this peer. */
    private static long staying(
            GroupPlan.Group group, Map<String, MemberRecord> records, String without) {
        return group.voters().stream()
                .filter(peer -> !peer.equals(without))
                .map(records::get)
                .filter(record -> record != null && record.role() == Role.VOTER)
                .count();
    }
}
