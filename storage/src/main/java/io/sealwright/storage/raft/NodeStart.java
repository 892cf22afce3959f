package io.sealwright.storage.raft;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.JoinTicket;
import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.raft.RaftEngine.Beginning;
import io.sealwright.storage.rocks.DataFolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.apache.ratis.protocol.exceptions.ChecksumException;

/** The three ways in which a node begins. */
public final class NodeStart {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private NodeStart() {}

    /** A new cluster with this member as its only voter; returns when it leads. */
    public static RaftNode bootstrap(NodeParts parts, UUID clusterId) {
        MemberRecord self = parts.record();
        clear(parts);
        RaftNode node = start(parts, clusterId, List.of(self), Beginning.FOUND);
        try {
            Deadline deadline = Deadline.in(TIMEOUT);
            node.engine().awaitLeaderReady(deadline);
            node.commit(
                    node.writeSet(List.of(), new Mutation.Put(self.key(), self.encode())),
                    deadline);
            // Last: until here the folder belongs to nobody, and can be begun anew.
            parts.folder().join(new NodeFolder.Joined(clusterId, self.peerId()));
            return node;
        } catch (IOException | RuntimeException failure) {
            node.close();
            throw new StoreException.Unavailable("the cluster could not be started", failure);
        }
    }

    /** An empty member that replicates until the leader makes it a voter. */
    public static RaftNode join(NodeParts parts, JoinTicket ticket) {
        clear(parts);
        RaftNode node = start(parts, ticket.clusterId(), ticket.members(), Beginning.JOIN);
        try {
            parts.folder().join(new NodeFolder.Joined(ticket.clusterId(), parts.peerId()));
            return node;
        } catch (IOException failure) {
            node.close();
            throw new StoreException.Unavailable("the data folder cannot be written", failure);
        }
    }

    /** Goes on with what the folder holds. */
    public static RaftNode recover(NodeParts parts, UUID clusterId) {
        parts.folder().checkGroup();
        Path group = parts.folder().raft().resolve(clusterId.toString());
        checkVote(group.resolve("current").resolve("raft-meta"));
        TornLog.repair(group);
        return start(parts, clusterId, List.of(), Beginning.RECOVER);
    }

    /** Without its term and vote a member could vote twice in one term. */
    private static void checkVote(Path file) {
        try {
            if (Files.exists(file) && Files.size(file) == 0) {
                throw new DataFolderException(
                        "the Raft term and vote in "
                                + file
                                + " were lost on a full disk: this member has to be wiped and join"
                                + " anew");
            }
        } catch (IOException failed) {
            throw new DataFolderException(file + " cannot be read", failed);
        }
    }

    private static void clear(NodeParts parts) {
        try {
            parts.folder().clearUnjoined();
        } catch (IOException failure) {
            throw new StoreException.Unavailable("the data folder cannot be cleared", failure);
        }
    }

    private static RaftNode start(
            NodeParts parts, UUID clusterId, List<MemberRecord> members, Beginning beginning) {
        ClusterPort.check(parts.config().clusterAddress());
        try {
            RaftNode node = new RaftNode(parts, clusterId, members, beginning);
            node.begin();
            return node;
        } catch (IOException | CompletionException failure) {
            throw explained(failure);
        }
    }

    /** What is wrong with the folder is said plainly, however deep Ratis wrapped it. */
    private static RuntimeException explained(Exception failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
            if (cause instanceof DataFolderException known) {
                return new DataFolderException(String.valueOf(known.getMessage()), failure);
            }
            if (cause instanceof ChecksumException) {
                return new DataFolderException(
                        "the Raft log is damaged, and not only at its end: this member has to be"
                                + " wiped and join anew, or a snapshot restored ("
                                + cause.getMessage()
                                + ")",
                        failure);
            }
        }
        return new StoreException.Unavailable(
                "the Raft server could not be started: " + root, failure);
    }
}
