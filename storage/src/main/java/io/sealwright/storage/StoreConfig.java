package io.sealwright.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a member's store is opened. Start from {@link #at} and change what differs.
 *
 * @param path folder for the Raft log, the database, snapshots and the transport identity; created
 *     if absent
 * @param nodeId stable id of this member; null = random, kept in the folder
 * @param clusterAddress host:port that other members reach this one at
 * @param apiAddress URL of this member's HTTP API, told to the others
 * @param electionTimeout lower bound; the upper one is twice as long, heartbeats follow from it
 * @param ephemeral no disk syncs, and the folder is deleted at close: for development and tests
 * @param snapshotEntries Raft entries after which a snapshot is taken and the log before it dropped
 * @param snapshotBytes bytes of Raft entries after which the same happens
 * @param blockCacheBytes memory for RocksDB's block cache
 * @param reservedDiskBytes free space below which writes are refused
 * @param clock compared with the other members' clocks
 * @param onFatal called once if the node cannot go on (disk failed, unknown command, Raft closed
 *     itself); the process should exit
 * @param recovery the group that takes the place of one whose majority is lost for good; empty = go
 *     on with the group that there is
 */
public record StoreConfig(
        Path path,
        @Nullable String nodeId,
        String clusterAddress,
        String apiAddress,
        Duration electionTimeout,
        boolean ephemeral,
        long snapshotEntries,
        long snapshotBytes,
        long blockCacheBytes,
        long reservedDiskBytes,
        InstantSource clock,
        Consumer<Throwable> onFatal,
        List<RecoveryPeer> recovery) {
    private static final int MAX_NODE_ID = 128;

    public StoreConfig {
        recovery = List.copyOf(recovery);
        if (nodeId != null && !nodeId.matches("[A-Za-z0-9._-]{1," + MAX_NODE_ID + "}")) {
            throw new IllegalArgumentException(
                    "a node id has 1 to " + MAX_NODE_ID + " characters of A-Z a-z 0-9 . _ -");
        }
        Addresses.parse(clusterAddress);
        if (electionTimeout.toMillis() < 50) {
            throw new IllegalArgumentException("an election timeout is at least 50 ms");
        }
        if (snapshotEntries < 1 || snapshotBytes < 1 || blockCacheBytes < 1 << 20) {
            throw new IllegalArgumentException(
                    "snapshot thresholds are positive, the block cache has at least 1 MiB");
        }
    }

    public static StoreConfig at(Path path, String clusterAddress, String apiAddress) {
        return new StoreConfig(
                path,
                null,
                clusterAddress,
                apiAddress,
                Duration.ofMillis(700),
                false,
                100_000,
                256L << 20,
                64L << 20,
                64L << 20,
                InstantSource.system(),
                failure -> {},
                List.of());
    }

    public StoreConfig withNodeId(@Nullable String newNodeId) {
        return new StoreConfig(
                path,
                newNodeId,
                clusterAddress,
                apiAddress,
                electionTimeout,
                ephemeral,
                snapshotEntries,
                snapshotBytes,
                blockCacheBytes,
                reservedDiskBytes,
                clock,
                onFatal,
                recovery);
    }

    public StoreConfig withElectionTimeout(Duration newTimeout) {
        return new StoreConfig(
                path,
                nodeId,
                clusterAddress,
                apiAddress,
                newTimeout,
                ephemeral,
                snapshotEntries,
                snapshotBytes,
                blockCacheBytes,
                reservedDiskBytes,
                clock,
                onFatal,
                recovery);
    }

    public StoreConfig withEphemeral(boolean newEphemeral) {
        return new StoreConfig(
                path,
                nodeId,
                clusterAddress,
                apiAddress,
                electionTimeout,
                newEphemeral,
                snapshotEntries,
                snapshotBytes,
                blockCacheBytes,
                reservedDiskBytes,
                clock,
                onFatal,
                recovery);
    }

    public StoreConfig withSnapshots(long newEntries, long newBytes) {
        return new StoreConfig(
                path,
                nodeId,
                clusterAddress,
                apiAddress,
                electionTimeout,
                ephemeral,
                newEntries,
                newBytes,
                blockCacheBytes,
                reservedDiskBytes,
                clock,
                onFatal,
                recovery);
    }

    public StoreConfig withBlockCache(long newBytes) {
        return new StoreConfig(
                path,
                nodeId,
                clusterAddress,
                apiAddress,
                electionTimeout,
                ephemeral,
                snapshotEntries,
                snapshotBytes,
                newBytes,
                reservedDiskBytes,
                clock,
                onFatal,
                recovery);
    }

    public StoreConfig withReservedDisk(long newBytes) {
        return new StoreConfig(
                path,
                nodeId,
                clusterAddress,
                apiAddress,
                electionTimeout,
                ephemeral,
                snapshotEntries,
                snapshotBytes,
                blockCacheBytes,
                newBytes,
                clock,
                onFatal,
                recovery);
    }

    public StoreConfig withClock(InstantSource newClock) {
        return new StoreConfig(
                path,
                nodeId,
                clusterAddress,
                apiAddress,
                electionTimeout,
                ephemeral,
                snapshotEntries,
                snapshotBytes,
                blockCacheBytes,
                reservedDiskBytes,
                newClock,
                onFatal,
                recovery);
    }

    public StoreConfig withOnFatal(Consumer<Throwable> newOnFatal) {
        return new StoreConfig(
                path,
                nodeId,
                clusterAddress,
                apiAddress,
                electionTimeout,
                ephemeral,
                snapshotEntries,
                snapshotBytes,
                blockCacheBytes,
                reservedDiskBytes,
                clock,
                newOnFatal,
                recovery);
    }

    public StoreConfig withRecovery(List<RecoveryPeer> newRecovery) {
        return new StoreConfig(
                path,
                nodeId,
                clusterAddress,
                apiAddress,
                electionTimeout,
                ephemeral,
                snapshotEntries,
                snapshotBytes,
                blockCacheBytes,
                reservedDiskBytes,
                clock,
                onFatal,
                newRecovery);
    }
}
