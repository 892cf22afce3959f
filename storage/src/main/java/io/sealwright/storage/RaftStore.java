package io.sealwright.storage;

import io.sealwright.storage.apply.Applier;
import io.sealwright.storage.raft.NodeFolder;
import io.sealwright.storage.raft.NodeParts;
import io.sealwright.storage.raft.NodeStart;
import io.sealwright.storage.raft.RaftNode;
import io.sealwright.storage.raft.SoleSurvivor;
import io.sealwright.storage.raft.StoreMembership;
import io.sealwright.storage.rocks.DataFolderException;
import io.sealwright.storage.rocks.Folders;
import io.sealwright.storage.snapshot.SnapshotException;
import io.sealwright.storage.snapshot.SnapshotHeader;
import io.sealwright.storage.snapshot.SnapshotReader;
import io.sealwright.storage.snapshot.Snapshots;
import io.sealwright.storage.transport.TransportIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The store over a Raft group and RocksDB. Opens without a group on an empty folder; {@link
 * #bootstrap} or {@link #joinCluster} gives it one. Thread-safe.
 */
public final class RaftStore implements Store {
    private final NodeParts parts;
    private final Object changing = new Object();
    private volatile @Nullable RaftNode node;
    private volatile boolean serving;
    private volatile MemberCare care = MemberCare.DEFAULT;
    private volatile boolean closed;

    private RaftStore(
            StoreConfig config, NodeFolder folder, TransportIdentity identity, int newestFormat) {
        this.parts =
                new NodeParts(
                        config,
                        folder,
                        identity,
                        new CopyOnWriteArrayList<>(),
                        this::restart,
                        newestFormat);
    }

    /**
     * Opens the data folder and, if it belongs to a cluster, takes part in it again.
     *
     * @throws DataFolderException if the folder is in use, another node's or cluster's, or of a
     *     newer format, or if the recovery that is configured is not one for it
     */
    public static RaftStore open(StoreConfig config) {
        return open(config, Applier.FORMAT);
    }

    /** As a program would that follows other formats; only for tests of upgrades. */
    static RaftStore open(StoreConfig config, int newestFormat) {
        NodeFolder folder = NodeFolder.open(config.path(), config.nodeId());
        try {
            TransportIdentity identity =
                    TransportIdentity.open(folder.transport(), folder.nodeId());
            RaftStore store = new RaftStore(config, folder, identity, newestFormat);
            store.parts.folder().checkOwner(store.parts.peerId());
            SoleSurvivor.begin(store.parts);
            store.rejoin();
            return store;
        } catch (RuntimeException failed) {
            folder.close();
            throw failed;
        }
    }

    private void rejoin() {
        NodeFolder.Joined joined = parts.folder().joined();
        if (joined == null) {
            return;
        }
        use(NodeStart.recover(parts, joined.clusterId()));
    }

    /**
     * The member goes on in another role; what was in flight through it fails as if its process had
     * been restarted.
     */
    private void restart(RaftNode before) {
        synchronized (changing) {
            if (closed || node != before) {
                return;
            }
            before.close();
            rejoin();
        }
    }

    /**
     * Whether this member was taken out of the cluster; it then serves nothing until its folder is
     * wiped and it joins anew.
     */
    public boolean removed() {
        RaftNode member = node;
        return member != null && member.removed();
    }

    /**
     * Whether this member belongs to a cluster. Until then only {@link #bootstrap} and a join are
     * possible.
     */
    public boolean initialised() {
        return node != null;
    }

    public String nodeId() {
        return parts.folder().nodeId();
    }

    /** This member's transport certificate (DER), which the others pin once it is let in. */
    public byte[] certificate() {
        return parts.identity().certificate();
    }

    /**
     * Starts a new cluster with this member as its only voter.
     *
     * @throws IllegalStateException if the member belongs to a cluster already
     */
    public void bootstrap() {
        synchronized (changing) {
            checkUnjoined();
            use(NodeStart.bootstrap(parts, UUID.randomUUID()));
        }
    }

    /**
     * Joins the cluster that let this member in. Returns at once; {@link ClusterStatus#caughtUp()}
     * tells when it has caught up.
     *
     * @throws IllegalStateException if the member belongs to a cluster already
     * @throws IllegalArgumentException if the ticket is not for this member's certificate and
     *     cluster address
     */
    public void joinCluster(JoinTicket ticket) {
        synchronized (changing) {
            checkUnjoined();
            MemberRecord self = parts.record();
            boolean meant =
                    ticket.members().stream()
                            .anyMatch(member ->
                                    member.peerId().equals(self.peerId())
                                            && member.clusterAddress()
                                                    .equals(self.clusterAddress()));
            if (!meant) {
                throw new IllegalArgumentException("the ticket is for another node");
            }
            use(NodeStart.join(parts, ticket));
        }
    }

    private void use(RaftNode joined) {
        joined.setServing(serving);
        joined.care(care);
        node = joined;
    }

    private void checkUnjoined() {
        if (node != null || closed) {
            throw new IllegalStateException("this member belongs to a cluster or is closed");
        }
    }

    /** Who belongs to the cluster. */
    public Membership membership() {
        RaftNode member = member();
        return new StoreMembership(member, groupId());
    }

    /**
     * Whether this member answers clients: one that does not hands leadership to one that does. At
     * first it does not.
     */
    public void setServing(boolean nowServing) {
        serving = nowServing;
        RaftNode member = node;
        if (member != null) {
            member.setServing(nowServing);
        }
    }

    /** How this member looks after the others while it leads; at first as by default. */
    public void care(MemberCare changed) {
        care = changed;
        RaftNode member = node;
        if (member != null) {
            member.care(changed);
        }
    }

    /**
     * How the members are, as the leader sees them, by node id.
     *
     * @throws StoreException.Unavailable if there is no leader, or it does not answer
     */
    public List<MemberReport> report(Deadline deadline) {
        return member().report(deadline);
    }

    @Override
    public View view(Consistency consistency, Deadline deadline) {
        RaftNode member = member();
        return switch (consistency) {
            case LINEARIZABLE -> member.linearizableView(deadline);
            case LOCAL -> member.localView();
        };
    }

    @Override
    public Outcome commit(WriteSet writeSet, Deadline deadline) {
        return member().commit(writeSet, deadline);
    }

    @Override
    public ClusterStatus status() {
        RaftNode member = node;
        if (member == null) {
            return new ClusterStatus(
                    nodeId(), "", false, null, false, false, false, 0, -1, -1, List.of());
        }
        DivisionInfo info = member.info();
        var leader = info.getLeaderId();
        long applied = member.appliedIndex();
        long committed = member.committedIndex();
        return new ClusterStatus(
                nodeId(),
                parts.folder().joined() == null ? "" : clusterId().toString(),
                info.isLeader(),
                leader == null ? null : MemberRecord.nodeId(leader.toString()),
                leader != null,
                leader != null && (info.isLeader() || member.caughtUp()),
                member.clockOff(),
                info.getCurrentTerm(),
                applied,
                committed,
                members(member));
    }

    private static List<ClusterStatus.Member> members(RaftNode member) {
        RaftConfiguration now = member.configuration();
        // During a change the old voters still decide.
        boolean changing = !now.getPreviousPeers().isEmpty();
        Set<String> voters = new HashSet<>();
        for (RaftPeer peer : changing ? now.getPreviousPeers() : now.getCurrentPeers()) {
            voters.add(peer.getId().toString());
        }
        List<ClusterStatus.Member> members = new ArrayList<>();
        for (MemberRecord record : member.members().values()) {
            members.add(
                    new ClusterStatus.Member(
                            record.nodeId(),
                            record.clusterAddress(),
                            record.apiAddress(),
                            voters.contains(record.peerId())));
        }
        members.sort(java.util.Comparator.comparing(ClusterStatus.Member::nodeId));
        return List.copyOf(members);
    }

    /**
     * Writes a snapshot of the whole state, as of a linearizable point, without what belongs to the
     * running cluster (members, transport certificates, audit heads). Values and names in it are
     * sealed as they are stored. It takes as long as the stream; the state stays pinned meanwhile.
     *
     * @param deadline for finding the read point
     */
    public void saveSnapshot(OutputStream target, Deadline deadline) throws IOException {
        RaftNode member = member();
        try (View view = member.linearizableView(deadline)) {
            SnapshotHeader header =
                    new SnapshotHeader(
                            member.format(), clusterId(), member.appliedTerm(), view.index());
            Snapshots.save(view, header, target);
        }
    }

    /**
     * Replaces the whole state by a snapshot's, at once for every member; members, transport
     * certificates and audit heads stay. What is committed while it runs is lost with the old
     * state. Every control class counts as written afterwards.
     *
     * @throws io.sealwright.storage.snapshot.SnapshotException if it is not whole or newer; nothing
     *     has changed then
     * @throws StoreException.OutcomeUnknown if it may have happened
     */
    public void restoreSnapshot(SnapshotReader snapshot, Deadline deadline) throws IOException {
        RaftNode member = member();
        if (snapshot.header().format() > member.format()) {
            throw new SnapshotException(
                    "the snapshot has format "
                            + snapshot.header().format()
                            + ", the cluster follows "
                            + member.format()
                            + " until every member is upgraded");
        }
        Snapshots.restore(
                snapshot,
                new Snapshots.Target() {
                    @Override
                    public void submit(byte[] command, Deadline by) {
                        member.submit(command, by);
                    }

                    @Override
                    public View view(Deadline by) {
                        return member.linearizableView(by);
                    }
                },
                deadline);
    }

    /** What the cluster is known by; it outlives its Raft group. */
    private UUID clusterId() {
        RaftNode member = node;
        UUID origin = member == null ? null : member.origin();
        return origin == null ? groupId() : origin;
    }

    private UUID groupId() {
        NodeFolder.Joined joined = parts.folder().joined();
        if (joined == null) {
            throw new StoreException.Unavailable("this member belongs to no cluster yet");
        }
        return joined.clusterId();
    }

    @Override
    public @Nullable Precondition fence() {
        RaftNode member = node;
        return member == null ? null : member.fence();
    }

    @Override
    public void onApplied(AppliedListener listener) {
        parts.listeners().add(listener);
    }

    @Override
    public void close() {
        synchronized (changing) {
            if (closed) {
                return;
            }
            closed = true;
            RaftNode member = node;
            if (member != null) {
                member.close();
            }
            parts.folder().close();
            if (parts.config().ephemeral()) {
                Folders.deleteQuietly(parts.config().path());
            }
        }
    }

    /** The running node; only for tests of its inside. */
    RaftNode node() {
        return member();
    }

    private RaftNode member() {
        RaftNode member = node;
        if (member == null) {
            throw new StoreException.Unavailable("this member belongs to no cluster yet");
        }
        if (closed) {
            throw new StoreException.Unavailable("the store is closed");
        }
        return member;
    }
}
