package io.sealwright.storage.raft;

import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.MemberRecord.Role;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides the leader's next step from what the group is to what the records say it should be. Pure;
 * one step at a time, and never one that leaves no voter or makes a voter of a member that lags.
 */
final class GroupPlan {
    private GroupPlan() {}

    /** The next step. */
    sealed interface Step {
        record Nothing() implements Step {}

        record Change(Set<String> voters, Set<String> listeners) implements Step {}

        /** This member is to leave or to stop voting: another has to lead first. */
        record HandOver() implements Step {}

        /** The member is out of the group: its record and the trust in it can go. */
        record Forget(String peerId) implements Step {}
    }

    /**
     * What the leader sees.
     *
     * @param stable no change is under way
     * @param reachable those that answered of late, by peer id
     * @param steady those of them that have answered without a gap for long enough to vote
     */
    record Group(
            String selfId,
            boolean stable,
            Set<String> voters,
            Set<String> listeners,
            Set<String> reachable,
            Set<String> steady) {}

    static Step next(Group group, Map<String, MemberRecord> records) {
        if (!group.stable()) {
            return new Step.Nothing();
        }
        for (MemberRecord record : records.values()) {
            Step step = outgoing(group, record);
            if (possible(group, step)) {
                return step;
            }
        }
        for (String peer : group.voters()) {
            Step step = without(group, peer);
            boolean unknown = !records.containsKey(peer) && !peer.equals(group.selfId());
            if (unknown && possible(group, step)) {
                return step;
            }
        }
        for (MemberRecord record : records.values()) {
            Step step = incoming(group, record);
            if (possible(group, step)) {
                return step;
            }
        }
        return new Step.Nothing();
    }

    /**
     * A change whose voters could not even commit it would stop the cluster: it waits until more of
     * them answer.
     */
    private static boolean possible(Group group, Step step) {
        return switch (step) {
            case Step.Nothing nothing -> false;
            case Step.Forget gone -> true;
            case Step.HandOver over -> true;
            case Step.Change change -> {
                long answering =
                        change.voters().stream()
                                .filter(peer ->
                                        peer.equals(group.selfId())
                                                || group.reachable().contains(peer))
                                .count();
                yield answering > change.voters().size() / 2;
            }
        };
    }

    private static Step outgoing(Group group, MemberRecord record) {
        String peer = record.peerId();
        boolean votes = group.voters().contains(peer);
        boolean listens = group.listeners().contains(peer);
        return switch (record.role()) {
            case VOTER -> new Step.Nothing();
            case LISTENER -> {
                if (!votes || group.voters().size() == 1) {
                    yield new Step.Nothing();
                }
                yield peer.equals(group.selfId())
                        ? new Step.HandOver()
                        : new Step.Change(
                                minus(group.voters(), peer), plus(group.listeners(), peer));
            }
            case LEAVING -> {
                if (!votes && !listens) {
                    yield new Step.Forget(peer);
                }
                if (votes && group.voters().size() == 1) {
                    yield new Step.Nothing();
                }
                yield peer.equals(group.selfId()) ? new Step.HandOver() : without(group, peer);
            }
        };
    }

    private static Step incoming(Group group, MemberRecord record) {
        String peer = record.peerId();
        if (record.role() == Role.LEAVING || !group.reachable().contains(peer)) {
            return new Step.Nothing();
        }
        boolean listens = group.listeners().contains(peer);
        if (group.voters().contains(peer)) {
            return new Step.Nothing();
        }
        if (record.role() == Role.LISTENER) {
            return listens
                    ? new Step.Nothing()
                    : new Step.Change(group.voters(), plus(group.listeners(), peer));
        }
        if (!group.steady().contains(peer)) {
            return new Step.Nothing();
        }
        // Ratis 3.3.0 never counts a listener as caught up, not even after it was made a voter: it
        // has to come in anew.
        return listens
                ? without(group, peer)
                : new Step.Change(plus(group.voters(), peer), group.listeners());
    }

    private static Step without(Group group, String peer) {
        return new Step.Change(minus(group.voters(), peer), minus(group.listeners(), peer));
    }

    private static Set<String> plus(Set<String> set, String one) {
        Set<String> next = new TreeSet<>(set);
        next.add(one);
        return next;
    }

    private static Set<String> minus(Set<String> set, String one) {
        Set<String> next = new TreeSet<>(set);
        next.remove(one);
        return next;
    }
}
