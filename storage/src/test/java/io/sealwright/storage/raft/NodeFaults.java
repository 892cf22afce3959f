package io.sealwright.storage.raft;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.MemberRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Cuts connections between nodes of one JVM: both sides refuse each other's next message. */
public final class NodeFaults {
    private NodeFaults() {}

    /** Parts the nodes; within each part everything goes on. */
    public static void part(Collection<RaftNode> one, Collection<RaftNode> other) {
        awaitMembersKnown(one, other);
        cut(one);
        cut(other);
    }

    /** A member's record that is applied after the cut would undo it: all have to be there. */
    private static void awaitMembersKnown(Collection<RaftNode> one, Collection<RaftNode> other) {
        List<RaftNode> all = new ArrayList<>(one);
        all.addAll(other);
        long committed = all.stream().mapToLong(RaftNode::committedIndex).max().orElse(0);
        Deadline deadline = Deadline.in(Duration.ofSeconds(20));
        while (all.stream().anyMatch(node -> node.appliedIndex() < committed)) {
            if (deadline.passed()) {
                throw new AssertionError("the members never applied the same");
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    /** Undoes every cut. */
    public static void heal(Collection<RaftNode> nodes) {
        for (RaftNode node : nodes) {
            node.trust()
                    .trust(
                            node.members().values().stream()
                                    .map(MemberRecord::certificate)
                                    .toList());
        }
    }

    /** Each of these trusts only these. */
    private static void cut(Collection<RaftNode> nodes) {
        for (RaftNode node : nodes) {
            List<byte[]> trusted = new ArrayList<>();
            for (RaftNode friend : nodes) {
                MemberRecord record = node.members().get(friend.peerId());
                if (record != null) {
                    trusted.add(record.certificate());
                }
            }
            node.trust().trust(trusted);
        }
    }
}
