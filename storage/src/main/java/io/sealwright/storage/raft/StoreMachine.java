package io.sealwright.storage.raft;

import io.sealwright.storage.StoreException;
import io.sealwright.storage.View;
import io.sealwright.storage.apply.Changes;
import io.sealwright.storage.apply.StoreCommand;
import io.sealwright.storage.codec.CommandCodec;
import io.sealwright.storage.codec.OutcomeCodec;
import io.sealwright.storage.rocks.RocksState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.proto.RaftProtos;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The replicated state behind Ratis: applies commands, takes and loads snapshots. */
final class StoreMachine extends BaseStateMachine {
    private static final Logger LOG = LoggerFactory.getLogger(StoreMachine.class);

    private final StateFolder folder;
    private final MachineEvents events;
    private final Executor digests;
    private final SnapshotFiles snapshots = new SnapshotFiles();
    private final AtomicBoolean digesting = new AtomicBoolean();
    private volatile @Nullable RocksState state;
    private long bytesSinceSnapshot;

    /** The newest snapshot that Ratis has been told of. Only on the apply thread. */
    private long reportedSnapshot = -1;

    StoreMachine(StateFolder folder, MachineEvents events, Executor digests) {
        this.folder = folder;
        this.events = events;
        this.digests = digests;
    }

    RocksState state() {
        RocksState now = state;
        if (now == null) {
            throw new IllegalStateException("the state machine is not open");
        }
        return now;
    }

    /** A view of the newest state, also while it is being replaced. */
    View view() {
        while (true) {
            RocksState now = state();
            try {
                return now.view();
            } catch (IllegalStateException replaced) {
                if (now == state()) {
                    throw new StoreException.Unavailable("the node is closing", replaced);
                }
            }
        }
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage)
            throws IOException {
        super.initialize(server, group, storage);
        // Outside of the life cycle's own transition, installing a snapshot never ends.
        getLifeCycle()
                .startAndTransition(() -> {
                    snapshots.init(storage);
                    snapshots.removeUnfinished();
                    state = folder.openLive();
                    loadNewerSnapshot();
                    reportedSnapshot = snapshots.newestIndex();
                });
    }

    /** Ratis calls it right before it publishes a received snapshot. */
    @Override
    public void pause() {
        try {
            snapshots.syncIncoming();
        } catch (IOException failed) {
            throw new UncheckedIOException("a received snapshot cannot be synced", failed);
        }
        getLifeCycle().transition(org.apache.ratis.util.LifeCycle.State.PAUSING);
        getLifeCycle().transition(org.apache.ratis.util.LifeCycle.State.PAUSED);
    }

    @Override
    public void reinitialize() throws IOException {
        getLifeCycle()
                .startAndTransition(() -> {
                    snapshots.reload();
                    loadNewerSnapshot();
                });
    }

    /**
     * An index is only published if the data of that index is there: a failed load leaves the old
     * state.
     */
    private void loadNewerSnapshot() throws IOException {
        FileListSnapshotInfo newest = snapshots.getLatestSnapshot();
        RocksState old = state();
        if (newest == null || newest.getIndex() <= old.index()) {
            return;
        }
        Path snapshot = SnapshotFiles.folderOf(newest);
        RocksState next = folder.replace(snapshot, SnapshotFiles.databaseFiles(snapshot));
        next.advance(newest.getTerm(), newest.getIndex());
        state = next;
        old.deleteWhenClosed();
        old.close();
        bytesSinceSnapshot = 0;
        events.opened(next);
        LOG.info("the state was replaced by the snapshot at index {}", newest.getIndex());
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        try {
            return CompletableFuture.completedFuture(apply(entry));
        } catch (RuntimeException | Error failed) {
            events.fatal(failed);
            throw failed;
        }
    }

    private Message apply(LogEntryProto entry) {
        RocksState now = state();
        if (entry.getIndex() <= now.index()) {
            // After a start Ratis replays from the newest snapshot; the database may be ahead of
            // it.
            return Message.EMPTY;
        }
        ByteString data = entry.getStateMachineLogEntry().getLogData();
        StoreCommand command = CommandCodec.decode(data.asReadOnlyByteBuffer());
        Changes changes = now.apply(entry.getTerm(), entry.getIndex(), command);
        bytesSinceSnapshot += data.size();
        events.applied(entry.getIndex(), changes);
        return () -> UnsafeByteOperations.unsafeWrap(OutcomeCodec.encodeAnswers(changes.answers()));
    }

    /**
     * Bytes applied since the last snapshot, to bound the log by size too. Only on the apply
     * thread.
     */
    long bytesSinceSnapshot() {
        return bytesSinceSnapshot;
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        state().advance(term, index);
        events.advanced(index);
    }

    @Override
    public TermIndex getLastAppliedTermIndex() {
        RocksState now = state;
        return now == null || now.index() < 0
                ? TermIndex.INITIAL_VALUE
                : TermIndex.valueOf(now.term(), now.index());
    }

    /**
     * Starts a snapshot and answers with the newest complete one, up to which Ratis may drop the
     * log: the checkpoint is made here, on the apply thread, its digests on another.
     */
    @Override
    public long takeSnapshot() {
        RocksState now = state();
        long newest = snapshots.newestIndex();
        if (newest > reportedSnapshot) {
            reportedSnapshot = newest;
            return newest;
        }
        if (now.index() > newest && digesting.compareAndSet(false, true)) {
            boolean started = false;
            try {
                Path unfinished = snapshots.newUnfinished(now.term(), now.index());
                now.checkpoint(unfinished);
                bytesSinceSnapshot = 0;
                long term = now.term();
                long index = now.index();
                digests.execute(() -> complete(unfinished, term, index));
                started = true;
            } catch (IOException | RuntimeException failed) {
                LOG.warn("a snapshot could not be started", failed);
            } finally {
                if (!started) {
                    digesting.set(false);
                }
            }
        }
        return reportedSnapshot;
    }

    private void complete(Path unfinished, long term, long index) {
        try {
            snapshots.complete(unfinished, term, index);
        } catch (IOException | RuntimeException failed) {
            LOG.warn("the snapshot at index {} was given up", index, failed);
        } finally {
            digesting.set(false);
        }
        events.snapshotCompleted();
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return snapshots;
    }

    @Override
    public @Nullable FileListSnapshotInfo getLatestSnapshot() {
        return snapshots.getLatestSnapshot();
    }

    @Override
    public void notifyLeaderReady() {
        events.leaderReady();
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, @Nullable RaftPeerId newLeader) {
        if (newLeader != null) {
            events.leaderChanged(newLeader.toString());
        }
    }

    @Override
    public void notifyConfigurationChanged(
            long term, long index, RaftProtos.RaftConfigurationProto configuration) {
        events.configurationChanged();
    }

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
        events.fatal(cause);
    }

    @Override
    public void notifyServerShutdown(RaftProtos.RoleInfoProto role, boolean allServers) {
        events.shutDown();
    }

    @Override
    public void close() {
        RocksState now = state;
        if (now != null) {
            now.close();
        }
    }
}
