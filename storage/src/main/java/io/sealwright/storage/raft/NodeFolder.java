package io.sealwright.storage.raft;

import io.sealwright.storage.rocks.DataFolderException;
import io.sealwright.storage.rocks.Folders;
import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A member's data folder: locked by one process, with a small file that says whose it is ({@code
 * format}, {@code node-id} and, once the member belongs to a cluster, {@code cluster-id} and {@code
 * peer-id}).
 */
public final class NodeFolder implements AutoCloseable {
    private static final int FORMAT = 1;
    private static final String IDENTITY = "node.properties";

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;
    private final String nodeId;
    private volatile @Nullable Joined joined;

    /** The cluster this folder belongs to, and this member's id in its Raft group. */
    public record Joined(UUID clusterId, String peerId) {}

    private NodeFolder(
            Path path, FileChannel channel, FileLock lock, String nodeId, @Nullable Joined joined) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
        this.nodeId = nodeId;
        this.joined = joined;
    }

    /**
     * @throws DataFolderException if it is in use, was written by a newer program, or is another
     *     node's
     */
    public static NodeFolder open(Path path, @Nullable String wantedNodeId) {
        FileChannel channel = null;
        try {
            createPrivately(path);
            channel =
                    FileChannel.open(
                            path.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = lock(channel, path);
            NodeFolder folder = read(path, channel, lock, wantedNodeId);
            channel = null;
            return folder;
        } catch (IOException failed) {
            throw new DataFolderException(
                    "the data folder " + path + " cannot be used: " + failed, failed);
        } finally {
            closeQuietly(channel);
        }
    }

    public String nodeId() {
        return nodeId;
    }

    /** Null until the member belongs to a cluster. */
    public @Nullable Joined joined() {
        return joined;
    }

    public Path path() {
        return path;
    }

    Path raft() {
        return path.resolve("raft");
    }

    Path state() {
        return path.resolve("state");
    }

    public Path transport() {
        return path.resolve("transport");
    }

    /** The last step of bootstrap and join: from now on the folder belongs to this cluster. */
    void join(Joined cluster) throws IOException {
        write(path, nodeId, cluster);
        joined = cluster;
    }

    /**
     * The Raft logs are this cluster's and no other's: Ratis would take part in every group that it
     * finds.
     *
     * @throws DataFolderException if they are not
     */
    void checkGroup() {
        Joined mine = joined;
        if (mine == null) {
            throw new IllegalStateException("the folder belongs to no cluster");
        }
        List<String> groups = new ArrayList<>();
        try (Stream<Path> children = Files.list(raft())) {
            children.filter(Files::isDirectory)
                    .forEach(child -> groups.add(child.getFileName().toString()));
        } catch (IOException failed) {
            throw new DataFolderException("the Raft log in " + raft() + " cannot be read", failed);
        }
        if (!groups.equals(List.of(mine.clusterId().toString()))) {
            throw new DataFolderException(
                    "the Raft log in "
                            + raft()
                            + " is of "
                            + groups
                            + ", the folder belongs to cluster "
                            + mine.clusterId());
        }
    }

    /**
     * @throws DataFolderException if the folder joined its cluster under another transport identity
     */
    public void checkOwner(String peerId) {
        Joined mine = joined;
        if (mine != null && !mine.peerId().equals(peerId)) {
            throw new DataFolderException(
                    "the transport identity is not the one that this folder joined with as "
                            + mine.peerId());
        }
    }

    /** Removes what an attempt to start or join a cluster left behind that was not finished. */
    void clearUnjoined() throws IOException {
        if (joined != null) {
            throw new IllegalStateException("the folder belongs to a cluster");
        }
        Folders.delete(raft());
        Folders.delete(state());
    }

    @Override
    public void close() {
        try {
            lock.release();
        } catch (IOException failed) {
            throw new DataFolderException("the data folder's lock", failed);
        } finally {
            closeQuietly(channel);
        }
    }

    private static NodeFolder read(
            Path path, FileChannel channel, FileLock lock, @Nullable String wanted)
            throws IOException {
        Path file = path.resolve(IDENTITY);
        if (!Files.exists(file)) {
            refuseForeignData(path);
            String nodeId = wanted == null ? randomNodeId() : wanted;
            write(path, nodeId, null);
            return new NodeFolder(path, channel, lock, nodeId, null);
        }
        Properties identity = new Properties();
        identity.load(new StringReader(Files.readString(file)));
        int format = Integer.parseInt(required(identity, "format", file));
        if (format > FORMAT) {
            throw new DataFolderException(
                    "the data folder has format "
                            + format
                            + "; this program reads up to "
                            + FORMAT);
        }
        String nodeId = required(identity, "node-id", file);
        if (wanted != null && !wanted.equals(nodeId)) {
            throw new DataFolderException(
                    "the data folder belongs to node " + nodeId + ", not to " + wanted);
        }
        return new NodeFolder(path, channel, lock, nodeId, joined(identity, file));
    }

    private static @Nullable Joined joined(Properties identity, Path file) {
        String clusterId = identity.getProperty("cluster-id");
        return clusterId == null
                ? null
                : new Joined(UUID.fromString(clusterId), required(identity, "peer-id", file));
    }

    /** A folder that lost its identity file is not silently taken for an empty one. */
    private static void refuseForeignData(Path path) {
        if (Files.exists(path.resolve("raft")) || Files.exists(path.resolve("state"))) {
            throw new DataFolderException(
                    "the data folder " + path + " holds data but no " + IDENTITY);
        }
    }

    private static String required(Properties identity, String name, Path file) {
        String value = identity.getProperty(name);
        if (value == null) {
            throw new DataFolderException(file + " has no " + name);
        }
        return value;
    }

    private static void write(Path path, String nodeId, @Nullable Joined cluster)
            throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("format=").append(FORMAT).append('\n');
        text.append("node-id=").append(nodeId).append('\n');
        if (cluster != null) {
            text.append("cluster-id=").append(cluster.clusterId()).append('\n');
            text.append("peer-id=").append(cluster.peerId()).append('\n');
        }
        Folders.writeAtomically(
                path.resolve(IDENTITY), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static FileLock lock(FileChannel channel, Path path) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException held) {
            throw new DataFolderException(
                    "the data folder " + path + " is in use by this process", held);
        }
        if (lock == null) {
            throw new DataFolderException(
                    "the data folder " + path + " is in use by another process");
        }
        return lock;
    }

    private static void createPrivately(Path path) throws IOException {
        if (Files.exists(path)) {
            return;
        }
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(path);
        }
    }

    private static String randomNodeId() {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        return "node-" + HexFormat.of().formatHex(random);
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException ignored) {
            // Nothing was written through it.
        }
    }
}
