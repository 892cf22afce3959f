package io.sealwright.storage.raft;

import io.sealwright.storage.rocks.DataFolderException;
import io.sealwright.storage.rocks.Folders;
import io.sealwright.storage.rocks.RocksState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the live database lies: {@code state/db-N}, the file {@code state/LIVE} telling which. An
 * installed snapshot becomes a new folder, so that readers of the old one are not disturbed.
 */
final class StateFolder {
    private static final String LIVE = "LIVE";
    private static final String PREFIX = "db-";

    private final Path folder;
    private final String clusterId;
    private final long blockCacheBytes;
    private final int newestFormat;

    /**
     * @param newestFormat that the program follows
     */
    StateFolder(Path folder, String clusterId, long blockCacheBytes, int newestFormat) {
        this.newestFormat = newestFormat;
        this.folder = folder;
        this.clusterId = clusterId;
        this.blockCacheBytes = blockCacheBytes;
    }

    /**
     * Opens the live database, or an empty one; what an interrupted replacement left is removed.
     */
    RocksState openLive() throws IOException {
        Files.createDirectories(folder);
        String live = live();
        if (live == null) {
            live = PREFIX + 1;
            removeAllBut("");
            makeLive(live);
        }
        removeAllBut(live);
        return RocksState.open(folder.resolve(live), clusterId, blockCacheBytes, newestFormat);
    }

    /** Makes a snapshot's files the live database. The old folder is left to its readers. */
    RocksState replace(Path snapshot, List<Path> files) throws IOException {
        Files.createDirectories(folder);
        String live = live();
        long number = live == null ? 1 : Long.parseLong(live.substring(PREFIX.length())) + 1;
        String next = PREFIX + number;
        Path target = folder.resolve(next);
        Folders.delete(target);
        Files.createDirectories(target);
        for (Path file : files) {
            take(file, target.resolve(snapshot.relativize(file).toString()));
        }
        Folders.sync(target);
        makeLive(next);
        return RocksState.open(target, clusterId, blockCacheBytes, newestFormat);
    }

    /** Table files never change: a link will do. The others may be appended to. */
    private static void take(Path file, Path target) throws IOException {
        if (file.toString().endsWith(".sst")) {
            Files.createLink(target, file);
        } else {
            Files.copy(file, target);
            Folders.sync(target);
        }
    }

    private @Nullable String live() throws IOException {
        Path file = folder.resolve(LIVE);
        if (!Files.exists(file)) {
            return null;
        }
        String live = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (!live.matches(PREFIX + "[0-9]{1,18}")) {
            throw new DataFolderException(file + " names no database folder");
        }
        return live;
    }

    private void makeLive(String name) throws IOException {
        Folders.writeAtomically(
                folder.resolve(LIVE), (name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void removeAllBut(String live) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : children.toList()) {
                String name = child.getFileName().toString();
                if (name.startsWith(PREFIX) && !name.equals(live)) {
                    Folders.delete(child);
                }
            }
        }
    }
}
