package io.sealwright.storage.raft;

import io.sealwright.storage.MemberRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Cuts connections between nodes of one JVM: both sides refuse each other's next message. */
public final class NodeFaults {
    private NodeFaults() {}

    /** Parts the nodes; within each part everything goes on. */
    public static void part(Collection<RaftNode> one, Collection<RaftNode> other) {
        cut(one);
        cut(other);
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
