package io.sealwright.storage.raft;

import io.sealwright.storage.Addresses;
import io.sealwright.storage.StoreConfig;
import io.sealwright.storage.WriteSet;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Ratis as this store runs it. */
final class RaftSettings {
    /** Largest entry: the largest write set and room around it. */
    static final long ENTRY_BYTES = WriteSet.MAX_BYTES + (1L << 20);

    /** Entries that a new voter may lag when it gets its vote. */
    private static final int CAUGHT_UP = 64;

    /**
     * One chunk of a snapshot, small enough that the garbage collector gives it no region of its
     * own. Eight are on their way at once, and each has eight times this time for its answer; the
     * last one's comes when everything is synced. A snapshot that a slow disk does not take in that
     * time would be sent from its beginning again, for ever.
     */
    static final int CHUNK_BYTES = 480 << 10;

    private static final long CHUNK_SECONDS = 4;
    private static final long MESSAGE_BYTES = 32L << 20;

    private RaftSettings() {}

    static RaftProperties of(StoreConfig config, Path raftFolder) {
        RaftProperties properties = new RaftProperties();
        RaftConfigKeys.Rpc.setType(properties, new StoreRpc());
        network(properties, config);
        elections(properties, config);
        log(properties, config, raftFolder);
        snapshots(properties, config);
        return properties;
    }

    private static void network(RaftProperties properties, StoreConfig config) {
        InetSocketAddress address = Addresses.parse(config.clusterAddress());
        GrpcConfigKeys.Server.setHost(properties, address.getHostString());
        GrpcConfigKeys.Server.setPort(properties, address.getPort());
        GrpcConfigKeys.setMessageSizeMax(properties, SizeInBytes.valueOf(MESSAGE_BYTES));
        GrpcConfigKeys.setFlowControlWindow(properties, SizeInBytes.valueOf(4L << 20));
        GrpcConfigKeys.Server.setInstallSnapshotRequestElementLimit(
                properties, SnapshotChunks.UNANSWERED);
        GrpcConfigKeys.Server.setInstallSnapshotRequestTimeout(properties, seconds(CHUNK_SECONDS));
        // Requests are deduplicated by transaction id in the state: Ratis' cache only costs memory.
        RaftServerConfigKeys.RetryCache.setExpiryTime(properties, seconds(2));
    }

    private static void elections(RaftProperties properties, StoreConfig config) {
        long least = config.electionTimeout().toMillis();
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, millis(least));
        // Ratis looks only when a whole wait is over, so that noticing takes up to two of them.
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, millis(least + least / 2));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, millis(least / 4));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, millis(least / 2));
        RaftServerConfigKeys.Rpc.setRequestTimeout(properties, millis(Math.max(2 * least, 1_000)));
        RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
        // A leader that lost its majority may run again soon: with the others gone it is the only
        // one that can.
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(
                properties, millis(2 * least));
        RaftServerConfigKeys.Read.setLeaderLeaseEnabled(properties, false);
        RaftServerConfigKeys.setStagingTimeout(properties, seconds(30));
        RaftServerConfigKeys.setStagingCatchupGap(properties, CAUGHT_UP);
    }

    private static void log(RaftProperties properties, StoreConfig config, Path raftFolder) {
        RaftServerConfigKeys.setStorageDir(properties, List.of(raftFolder.toFile()));
        RaftServerConfigKeys.setRemovedGroupsDir(
                properties, raftFolder.resolveSibling("raft-removed").toFile());
        RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, false);
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, config.ephemeral());
        // Only whole segments are dropped after a snapshot.
        long segment = Math.clamp(config.snapshotBytes() / 8, 64L << 10, 16L << 20);
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf(segment));
        RaftServerConfigKeys.Log.setPreallocatedSize(
                properties, SizeInBytes.valueOf(Math.min(segment, 1L << 20)));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 3);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, SizeInBytes.valueOf(48L << 20));
        RaftServerConfigKeys.Log.setWriteBufferSize(
                properties, SizeInBytes.valueOf(ENTRY_BYTES + 8));
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(
                properties, SizeInBytes.valueOf(ENTRY_BYTES));
        RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(
                properties, SizeInBytes.valueOf(CHUNK_BYTES));
    }

    private static void snapshots(RaftProperties properties, StoreConfig config) {
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, config.snapshotEntries());
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setTriggerWhenRemoveEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setCreationGap(properties, 1);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, SnapshotFiles.KEPT);
    }

    private static TimeDuration millis(long millis) {
        return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
    }

    private static TimeDuration seconds(long seconds) {
        return TimeDuration.valueOf(seconds, TimeUnit.SECONDS);
    }
}
