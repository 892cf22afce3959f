package io.sealwright.storage.raft;

import io.sealwright.storage.JoinTicket;
import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.RecoveryPeer;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.rocks.DataFolderException;
import io.sealwright.storage.rocks.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a new Raft group of this member alone, with the data it has, when the others are lost for
 * good. The group has a new id and knows no other member: one that comes back is neither trusted
 * nor of this group. All of it is prepared beside the old data; one rename decides, and what
 * follows is finished at the next start if this one is cut short. The old data is kept aside.
 */
public final class SoleSurvivor {
    private static final Logger LOG = LoggerFactory.getLogger(SoleSurvivor.class);
    private static final String PREPARING = "recovery-preparing";
    private static final String DECIDED = "recovery-decided";
    private static final String ASIDE = "before-recovery-";
    private static final String ID = "group-id";
    private static final String MEMBERS = "members";

    private SoleSurvivor() {}

    /**
     * Finishes a recovery that was cut short, or does the one that the operator asks for.
     *
     * @throws DataFolderException if it is not one for this folder; nothing has changed then
     */
    public static void begin(NodeParts parts) {
        NodeFolder folder = parts.folder();
        List<RecoveryPeer> wanted = parts.config().recovery();
        try {
            if (Files.exists(folder.path().resolve(DECIDED))) {
                finish(parts);
            } else if (!wanted.isEmpty()) {
                check(parts, wanted);
                LOG.warn(
                        "RECOVERY: this node alone becomes the cluster, with the data it has; what"
                                + " only the lost members had is lost");
                prepare(parts);
                finish(parts);
            }
        } catch (IOException failed) {
            throw new StoreException.Unavailable("the recovery failed", failed);
        }
    }

    private static void check(NodeParts parts, List<RecoveryPeer> wanted) {
        NodeFolder folder = parts.folder();
        if (folder.joined() == null) {
            throw refused("this folder belongs to no cluster: there is nothing to recover");
        }
        if (wanted.stream().noneMatch(peer -> peer.id().equals(folder.nodeId()))) {
            throw refused("it does not name this node, " + folder.nodeId());
        }
        if (wanted.size() > 1) {
            throw refused(
                    "it names other nodes, too: one survivor goes on alone, and the others join it"
                            + " anew on empty folders");
        }
        RecoveryPeer self = wanted.getFirst();
        if (!self.address().equals(parts.config().clusterAddress())) {
            throw refused(
                    "it gives this node another address than its configuration, "
                            + parts.config().clusterAddress());
        }
        if (self.nonVoter()) {
            throw refused("the only member has to be a voter");
        }
        folder.checkGroup();
    }

    private static DataFolderException refused(String why) {
        return new DataFolderException("peers.json is refused, and nothing was changed: " + why);
    }

    private static void prepare(NodeParts parts) throws IOException {
        Path work = parts.folder().path().resolve(PREPARING);
        Folders.delete(work);
        Files.createDirectories(work);
        UUID groupId = UUID.randomUUID();
        new SurvivorGroup(parts, work, groupId).write();
        MemberRecord self = parts.record();
        Files.write(work.resolve(MEMBERS), new JoinTicket(groupId, List.of(self)).encode());
        Files.writeString(work.resolve(ID), groupId.toString());
        Folders.syncAll(work);
        Files.move(work, parts.folder().path().resolve(DECIDED), StandardCopyOption.ATOMIC_MOVE);
        Folders.sync(parts.folder().path());
    }

    /** Each step may have been done before. */
    private static void finish(NodeParts parts) throws IOException {
        NodeFolder folder = parts.folder();
        Path decided = folder.path().resolve(DECIDED);
        UUID groupId = UUID.fromString(Files.readString(decided.resolve(ID)).strip());
        Path aside = folder.path().resolve(ASIDE + groupId);
        Files.createDirectories(aside);
        if (Files.exists(decided.resolve("raft"))) {
            moveIfThere(folder.raft(), aside.resolve("raft"));
            Files.move(decided.resolve("raft"), folder.raft(), StandardCopyOption.ATOMIC_MOVE);
        }
        moveIfThere(folder.state(), aside.resolve("state"));
        Folders.writeAtomically(
                folder.transport().resolve(MEMBERS), Files.readAllBytes(decided.resolve(MEMBERS)));
        Folders.sync(aside);
        Folders.sync(folder.path());
        folder.join(new NodeFolder.Joined(groupId, parts.peerId()));
        Folders.delete(decided);
        Folders.sync(folder.path());
        LOG.warn(
                "RECOVERY: done. This node is the cluster's only member; let others join it on"
                        + " empty folders. The old data lies in {} and can go once all is well",
                aside);
    }

    private static void moveIfThere(Path from, Path to) throws IOException {
        if (Files.exists(from) && !Files.exists(to)) {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
