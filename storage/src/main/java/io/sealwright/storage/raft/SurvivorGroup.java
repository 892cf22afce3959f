package io.sealwright.storage.raft;

import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.View;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.apply.StoreCommand;
import io.sealwright.storage.codec.CommandCodec;
import io.sealwright.storage.rocks.DataFolderException;
import io.sealwright.storage.rocks.Folders;
import io.sealwright.storage.rocks.RocksState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.impl.ServerImplUtils;
import org.apache.ratis.server.raftlog.LogProtoUtils;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.server.storage.RaftStorageImpl;
import org.apache.ratis.server.storage.RaftStorageMetadata;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.apache.ratis.util.SizeInBytes;

/**
 * Writes the folder of a Raft group with this member alone. It begins with a snapshot: the state of
 * the old group with everything that its log holds here, and the other members' records taken out.
 * Indexes and terms go on, so that revisions never come again. The old group's files are only read.
 */
final class SurvivorGroup {
    private static final int MOST_MEMBERS = 1_000;

    private final NodeParts parts;
    private final Path work;
    private final UUID oldId;
    private final UUID groupId;
    private final Path oldGroup;

    SurvivorGroup(NodeParts parts, Path work, UUID groupId) {
        NodeFolder.Joined joined = parts.folder().joined();
        if (joined == null) {
            throw new IllegalStateException("the folder belongs to no cluster");
        }
        this.parts = parts;
        this.work = work;
        this.oldId = joined.clusterId();
        this.groupId = groupId;
        this.oldGroup = parts.folder().raft().resolve(oldId.toString());
    }

    /** Into {@code raft/} of the work folder. */
    void write() throws IOException {
        TornLog.repair(oldGroup);
        try (RaftStorage old = storage(oldGroup, StartupOption.RECOVER);
                RocksState state = copy(old)) {
            replay(old, state);
            takeOver(state);
            state.giveTo(groupId.toString());
            found(state);
        }
        Folders.delete(work.resolve("copy"));
    }

    private static RaftStorage storage(Path folder, StartupOption option) throws IOException {
        RaftStorage storage =
                RaftStorage.newBuilder()
                        .setDirectory(folder.toFile())
                        .setOption(option)
                        .setLogCorruptionPolicy(CorruptionPolicy.EXCEPTION)
                        .setStorageFreeSpaceMin(SizeInBytes.ZERO)
                        .build();
        storage.initialize();
        return storage;
    }

    /** The live state, or the newest snapshot if that is ahead of it. */
    private RocksState copy(RaftStorage old) throws IOException {
        SnapshotFiles snapshots = new SnapshotFiles();
        snapshots.init(old);
        FileListSnapshotInfo newest = snapshots.getLatestSnapshot();
        Path copy = work.resolve("copy");
        Files.createDirectories(copy);
        long cache = parts.config().blockCacheBytes();
        try (RocksState live =
                new StateFolder(
                                parts.folder().state(),
                                oldId.toString(),
                                cache,
                                parts.newestFormat())
                        .openLive()) {
            if (newest == null || newest.getIndex() <= live.index()) {
                live.checkpoint(copy.resolve("live"));
                return RocksState.open(
                        copy.resolve("live"), oldId.toString(), cache, parts.newestFormat());
            }
        }
        Path snapshot = SnapshotFiles.folderOf(newest);
        RocksState state =
                new StateFolder(copy, oldId.toString(), cache, parts.newestFormat())
                        .replace(snapshot, SnapshotFiles.databaseFiles(snapshot));
        state.advance(newest.getTerm(), newest.getIndex());
        return state;
    }

    /** Everything in the log counts: who could tell what was committed is lost. */
    private static void replay(RaftStorage old, RocksState state) throws IOException {
        for (LogSegmentPath segment : LogSegmentPath.getLogSegmentPaths(old)) {
            LogSegment.readSegmentFile(
                    segment.getPath().toFile(),
                    segment.getStartEnd(),
                    SizeInBytes.valueOf(RaftSettings.ENTRY_BYTES + 8),
                    CorruptionPolicy.EXCEPTION,
                    null,
                    entry -> apply(state, entry));
        }
    }

    private static void apply(RocksState state, LogEntryProto entry) {
        if (entry.getIndex() <= state.index()) {
            return;
        }
        if (entry.getIndex() != state.index() + 1) {
            throw new DataFolderException(
                    "the Raft log goes on at "
                            + entry.getIndex()
                            + ", the state ends at "
                            + state.index()
                            + ": this member cannot be recovered, restore a snapshot instead");
        }
        if (entry.hasStateMachineLogEntry()) {
            StoreCommand command =
                    CommandCodec.decode(
                            entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer());
            state.apply(entry.getTerm(), entry.getIndex(), command);
        } else {
            state.advance(entry.getTerm(), entry.getIndex());
        }
    }

    /** One more entry: this member alone, under the cluster's id. */
    private void takeOver(RocksState state) {
        List<Mutation> mutations = new ArrayList<>();
        MemberRecord self = parts.record();
        boolean known = false;
        try (View view = state.view()) {
            for (KeyEntry entry : view.scan(MemberRecord.prefix(), null, MOST_MEMBERS)) {
                known |= entry.key().equals(self.key());
                mutations.add(new Mutation.Delete(entry.key()));
            }
            mutations.add(new Mutation.DeletePrefix(FormatRecord.prefix()));
            UUID origin = ClusterOrigin.read(view);
            mutations.add(ClusterOrigin.put(origin == null ? oldId : origin));
        }
        if (!known) {
            throw new DataFolderException(
                    "peers.json is refused, and nothing was changed: this node had been removed"
                            + " from the cluster, its data is old");
        }
        mutations.removeIf(mutation ->
                mutation instanceof Mutation.Delete delete && delete.key().equals(self.key()));
        mutations.add(new Mutation.Put(self.key(), self.encode()));
        WriteSet writeSet =
                new WriteSet(TransactionId.random(new SecureRandom()), List.of(), mutations);
        state.apply(
                state.term(),
                state.index() + 1,
                new StoreCommand.Commit(
                        List.of(new StoreCommand.Submission(writeSet, state.sequence()))));
    }

    private void found(RocksState state) throws IOException {
        Path folder = work.resolve("raft").resolve(groupId.toString());
        Files.createDirectories(folder);
        try (RaftStorage storage = storage(folder, StartupOption.FORMAT)) {
            storage.getMetadataFile()
                    .persist(
                            RaftStorageMetadata.valueOf(
                                    state.term(), RaftStorageMetadata.getDefault().getVotedFor()));
            ((RaftStorageImpl) storage)
                    .writeRaftConfiguration(
                            LogProtoUtils.toLogEntryProto(
                                    ServerImplUtils.newRaftConfiguration(
                                            List.of(
                                                    GroupChanges.peer(
                                                            RaftGroupId.valueOf(groupId),
                                                            parts.peerId(),
                                                            RaftPeerRole.FOLLOWER)),
                                            List.of(),
                                            state.index(),
                                            List.of(),
                                            List.of()),
                                    state.term(),
                                    state.index()));
            SnapshotFiles snapshots = new SnapshotFiles();
            snapshots.init(storage);
            Path unfinished = snapshots.newUnfinished(state.term(), state.index());
            state.checkpoint(unfinished);
            snapshots.complete(unfinished, state.term(), state.index());
        }
    }
}
