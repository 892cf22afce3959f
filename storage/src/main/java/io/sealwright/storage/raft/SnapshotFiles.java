package io.sealwright.storage.raft;

import io.sealwright.storage.rocks.Folders;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of the Raft group: folders {@code snapshot-TERM_INDEX} of a database checkpoint and a
 * file {@code DIGESTS} with the MD5 that Ratis sends along. A folder without {@code DIGESTS} is
 * unfinished and is removed. Installed snapshots replace the whole parent folder, which is why
 * nothing else lies in it.
 */
final class SnapshotFiles implements StateMachineStorage {
    static final int KEPT = 2;

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFiles.class);
    private static final Pattern NAME = Pattern.compile("snapshot-(\\d{1,19})_(\\d{1,19})");
    private static final String DIGESTS = "DIGESTS";
    private static final String DIGESTS_HEADER = "sealwright-snapshot 1";
    private static final String UNFINISHED = "unfinished-";

    private volatile @Nullable Path folder;
    private volatile @Nullable Path incoming;
    private volatile @Nullable FileListSnapshotInfo latest;

    @Override
    public void init(RaftStorage storage) throws IOException {
        folder = storage.getStorageDir().getStateMachineDir().toPath();
        incoming = storage.getStorageDir().getTmpDir().toPath();
        reload();
    }

    @Override
    public @Nullable FileListSnapshotInfo getLatestSnapshot() {
        return latest;
    }

    @Override
    public void format() {}

    /** Old ones go when a new one is complete. */
    @Override
    public void cleanupOldSnapshots(@Nullable SnapshotRetentionPolicy policy) {}

    @Override
    public @Nullable File getSnapshotDir() {
        return null;
    }

    @Override
    public @Nullable File getTmpDir() {
        return null;
    }

    /** Index of the newest complete snapshot; -1 if there is none. */
    long newestIndex() {
        FileListSnapshotInfo now = latest;
        return now == null ? -1 : now.getIndex();
    }

    /** Reads what is there after a start or an installed snapshot. */
    void reload() throws IOException {
        Path in = open();
        Files.createDirectories(in);
        FileListSnapshotInfo newest = null;
        for (Path snapshot : complete(in)) {
            newest = read(snapshot);
        }
        latest = newest;
    }

    /**
     * Makes a received snapshot durable before Ratis puts it in its place and drops the log below
     * it: Ratis 3.3.0 itself syncs none of its files.
     */
    void syncIncoming() throws IOException {
        Path received = incoming;
        if (received != null && Files.exists(received)) {
            Folders.syncAll(received);
        }
    }

    Path newUnfinished(long term, long index) throws IOException {
        Path unfinished = open().resolve(UNFINISHED + term + "_" + index);
        Folders.delete(unfinished);
        return unfinished;
    }

    /** Digests a checkpoint and makes it a snapshot. Any thread. */
    void complete(Path unfinished, long term, long index) throws IOException {
        StringBuilder digests = new StringBuilder(DIGESTS_HEADER).append('\n');
        for (Path file : files(unfinished)) {
            digests.append(digest(file)).append(' ').append(unfinished.relativize(file));
            digests.append('\n');
        }
        Folders.writeAtomically(
                unfinished.resolve(DIGESTS), digests.toString().getBytes(StandardCharsets.UTF_8));
        Path parent = open();
        Path snapshot = parent.resolve("snapshot-" + term + "_" + index);
        Files.move(unfinished, snapshot, StandardCopyOption.ATOMIC_MOVE);
        Folders.sync(parent);
        latest = read(snapshot);
        removeOld();
    }

    /** The database's files of a snapshot. */
    static List<Path> databaseFiles(Path snapshot) throws IOException {
        return files(snapshot).stream()
                .filter(file -> !file.endsWith(DIGESTS) && !file.toString().endsWith(".md5"))
                .toList();
    }

    static Path folderOf(FileListSnapshotInfo info) {
        Path parent = info.getFiles().getFirst().getPath().getParent();
        if (parent == null) {
            throw new IllegalStateException("a snapshot file without a folder");
        }
        return parent;
    }

    private void removeOld() throws IOException {
        List<Path> all = complete(open());
        for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
            Folders.deleteQuietly(old);
        }
    }

    /**
     * Complete snapshots, oldest first; unfinished ones are removed unless one is being written.
     */
    private static List<Path> complete(Path in) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> children = Files.list(in)) {
            for (Path child : children.toList()) {
                if (NAME.matcher(name(child)).matches() && Files.exists(child.resolve(DIGESTS))) {
                    found.add(child);
                }
            }
        }
        found.sort(Comparator.comparing(SnapshotFiles::termIndex));
        return found;
    }

    /** Drops what a crash left half-written. Only before anything is being written. */
    void removeUnfinished() throws IOException {
        try (Stream<Path> children = Files.list(open())) {
            for (Path child : children.toList()) {
                boolean whole =
                        NAME.matcher(name(child)).matches() && Files.exists(child.resolve(DIGESTS));
                if (!whole) {
                    LOG.info("removing an unfinished snapshot: {}", child.getFileName());
                    Folders.delete(child);
                }
            }
        }
    }

    private static FileListSnapshotInfo read(Path snapshot) throws IOException {
        List<String> lines = Files.readAllLines(snapshot.resolve(DIGESTS));
        if (lines.isEmpty() || !lines.getFirst().equals(DIGESTS_HEADER)) {
            throw new IOException("a snapshot of an unknown format: " + snapshot);
        }
        List<FileInfo> files = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            int space = line.indexOf(' ');
            files.add(info(snapshot.resolve(line.substring(space + 1)), line.substring(0, space)));
        }
        Path digests = snapshot.resolve(DIGESTS);
        files.add(info(digests, digest(digests)));
        return new FileListSnapshotInfo(files, termIndex(snapshot));
    }

    private static FileInfo info(Path file, String digest) {
        return new FileInfo(file, MD5Hash.newInstance(HexFormat.of().parseHex(digest)));
    }

    private static TermIndex termIndex(Path snapshot) {
        Matcher name = NAME.matcher(name(snapshot));
        if (!name.matches()) {
            throw new IllegalArgumentException("no snapshot folder: " + snapshot);
        }
        return TermIndex.valueOf(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
    }

    private static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    private static List<Path> files(Path in) throws IOException {
        try (Stream<Path> children = Files.list(in)) {
            return children.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            // Ratis' install protocol checks MD5; against accidents, not against attackers.
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                md5.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(md5.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Path open() {
        Path opened = folder;
        if (opened == null) {
            throw new IllegalStateException("the snapshot folder is not open yet");
        }
        return opened;
    }
}
