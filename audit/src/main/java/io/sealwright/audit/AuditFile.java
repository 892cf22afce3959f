package io.sealwright.audit;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A regular file, opened so that it cannot be led astray: no symbolic link, FIFO, device or folder,
 * no second hard link, not writable by group or others; created 0600 and locked against a second
 * process.
 */
final class AuditFile implements AuditChannel {

    private static final int GROUP_OR_OTHERS_WRITE = 0022;
    private static final int OTHERS_WRITE = 0002;
    private static final int STICKY = 01000;

    private final Path path;
    private final FileChannel channel;
    private final @Nullable Object fileKey;

    private AuditFile(Path path, FileChannel channel, @Nullable Object fileKey) {
        this.path = path;
        this.channel = channel;
        this.fileKey = fileKey;
    }

    static AuditFile open(Path path) throws IOException {
        refuseUnsafeFolder(path);
        boolean existed = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        if (existed) {
            refuseUnsafeFile(path);
        }
        FileChannel channel =
                FileChannel.open(
                        path,
                        Set.of(
                                StandardOpenOption
                                        .READ, // with it, opening a FIFO swapped in does not block
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE,
                                LinkOption.NOFOLLOW_LINKS),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            BasicFileAttributes attributes = refuseUnsafeFile(path);
            lock(path, channel);
            if (!existed) {
                syncFolder(path);
            }
            return new AuditFile(path, channel, attributes.fileKey());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void refuseUnsafeFolder(Path path) throws IOException {
        Path folder = folderOf(path);
        int mode = mode(Files.readAttributes(folder, "unix:mode"));
        if ((mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0) {
            throw new UnsafeAuditFileException(path, "its folder is writable by everyone");
        }
    }

    private static BasicFileAttributes refuseUnsafeFile(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
            throw new UnsafeAuditFileException(path, "it is a symbolic link");
        }
        if (!attributes.isRegularFile()) {
            throw new UnsafeAuditFileException(path, "it is no regular file");
        }
        Map<String, Object> unix =
                Files.readAttributes(path, "unix:mode,nlink", LinkOption.NOFOLLOW_LINKS);
        if ((mode(unix) & GROUP_OR_OTHERS_WRITE) != 0) {
            throw new UnsafeAuditFileException(path, "it is writable by group or others");
        }
        if (unix.get("nlink") instanceof Integer links && links > 1) {
            throw new UnsafeAuditFileException(path, "it has a second hard link");
        }
        return attributes;
    }

    private static int mode(Map<String, Object> unix) {
        return unix.get("mode") instanceof Integer mode ? mode : GROUP_OR_OTHERS_WRITE;
    }

    private static void lock(Path path, FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() == null) {
                throw new UnsafeAuditFileException(path, "another process writes it");
            }
        } catch (OverlappingFileLockException e) {
            throw new UnsafeAuditFileException(path, "another device writes it");
        }
    }

    /** A new name is durable only once its folder is. */
    private static void syncFolder(Path path) throws IOException {
        try (FileChannel folder = FileChannel.open(folderOf(path), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static Path folderOf(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("not a file path: " + path);
        }
        return parent;
    }

    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    @Override
    public void read(ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            int count = channel.read(bytes, at);
            if (count < 0) {
                throw new EOFException("audit file shrank while it was read");
            }
            at += count;
        }
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public boolean isCurrent() throws IOException {
        try {
            Object now =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .fileKey();
            return fileKey != null && fileKey.equals(now);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
