package io.sealwright.storage;

import io.sealwright.storage.raft.NodeFolder;
import io.sealwright.storage.raft.RaftNode;
import io.sealwright.storage.rocks.DataFolderException;
import io.sealwright.storage.rocks.Folders;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.DivisionInfo;
import org.jspecify.annotations.Nullable;

/**
 * The store over a Raft group and RocksDB. Opens without a group on an empty folder; {@link
 * #bootstrap} or a join gives it one. Thread-safe.
 */
public final class RaftStore implements Store {
    private final StoreConfig config;
    private final NodeFolder folder;
    private final List<AppliedListener> listeners = new CopyOnWriteArrayList<>();
    private final Object changing = new Object();
    private volatile @Nullable RaftNode node;
    private volatile boolean closed;

    private RaftStore(StoreConfig config, NodeFolder folder) {
        this.config = config;
        this.folder = folder;
    }

    /**
     * Opens the data folder and, if it belongs to a cluster, takes part in it again.
     *
     * @throws DataFolderException if the folder is in use, another node's or cluster's, or of a
     *     newer format
     */
    public static RaftStore open(StoreConfig config) {
        NodeFolder folder = NodeFolder.open(config.path(), config.nodeId());
        RaftStore store = new RaftStore(config, folder);
        try {
            String clusterId = folder.clusterId();
            if (clusterId != null) {
                store.node =
                        RaftNode.recover(
                                config, folder, UUID.fromString(clusterId), store.listeners);
            }
            return store;
        } catch (RuntimeException failed) {
            folder.close();
            throw failed;
        }
    }

    /**
     * Whether this member belongs to a cluster. Until then only {@link #bootstrap} and a join are
     * possible.
     */
    public boolean initialised() {
        return node != null;
    }

    public String nodeId() {
        return folder.nodeId();
    }

    /**
     * Starts a new cluster with this member as its only voter.
     *
     * @throws IllegalStateException if the member belongs to a cluster already
     */
    public void bootstrap() {
        synchronized (changing) {
            if (node != null) {
                throw new IllegalStateException("this member belongs to a cluster");
            }
            node = RaftNode.bootstrap(config, folder, UUID.randomUUID(), listeners);
        }
    }

    @Override
    public View view(Consistency consistency, Deadline deadline) {
        RaftNode member = member();
        return switch (consistency) {
            case LINEARIZABLE -> member.linearizableView(deadline);
            case LOCAL -> member.state().view();
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
            return new ClusterStatus(nodeId(), "", false, null, false, false, 0, -1, -1, List.of());
        }
        DivisionInfo info = member.info();
        var leader = info.getLeaderId();
        long applied = member.state().index();
        long committed = member.committedIndex();
        List<ClusterStatus.Member> members = new ArrayList<>();
        for (RaftPeer peer : member.configuration().getAllPeers(RaftPeerRole.FOLLOWER)) {
            members.add(
                    new ClusterStatus.Member(
                            peer.getId().toString(), peer.getAddress(), config.apiAddress(), true));
        }
        String clusterId = folder.clusterId();
        return new ClusterStatus(
                nodeId(),
                clusterId == null ? "" : clusterId,
                info.isLeader(),
                leader == null ? null : leader.toString(),
                leader != null,
                applied >= committed,
                info.getCurrentTerm(),
                applied,
                committed,
                List.copyOf(members));
    }

    @Override
    public @Nullable Precondition fence() {
        RaftNode member = node;
        return member == null ? null : member.fence();
    }

    @Override
    public void onApplied(AppliedListener listener) {
        listeners.add(listener);
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
            folder.close();
            if (config.ephemeral()) {
                Folders.deleteQuietly(config.path());
            }
        }
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
