package io.sealwright.storage.raft;

import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.Store;
import io.sealwright.storage.StoreConfig;
import io.sealwright.storage.transport.TransportIdentity;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a node is made of.
 *
 * @param listeners told of applied writes; may grow while the node runs
 * @param onDemoted told when this voter was made a listener: Ratis takes that role only at a start
 * @param newestFormat that the program follows
 */
public record NodeParts(
        StoreConfig config,
        NodeFolder folder,
        TransportIdentity identity,
        List<Store.AppliedListener> listeners,
        Consumer<RaftNode> onDemoted,
        int newestFormat) {
    public String peerId() {
        return MemberRecord.peerId(folder.nodeId(), identity.shortFingerprint());
    }

    /** This member's own record. */
    public MemberRecord record() {
        return new MemberRecord(
                folder.nodeId(),
                peerId(),
                config.clusterAddress(),
                config.apiAddress(),
                MemberRecord.Role.VOTER,
                identity.certificate());
    }
}
