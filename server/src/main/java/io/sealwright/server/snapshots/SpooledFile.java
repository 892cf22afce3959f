package io.sealwright.server.snapshots;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A snapshot under an unfinished name, 0600 and synced; gone when it is closed. It leaves room on
 * its disk: the data may lie on the same one.
 */
final class SpooledFile implements AutoCloseable {
    static final String END = ".unfinished";

    private static final long LEAST_FREE = 256L << 20;
    private static final int STEP = 8 << 20;

    private final Path path;

    private SpooledFile(Path path) {
        this.path = path;
    }

    static SpooledFile write(Path folder, String name, SnapshotTarget.Source source)
            throws IOException {
        Path path = folder.resolve("." + name + END);
        SpooledFile file = new SpooledFile(path);
        try (FileChannel channel =
                FileChannel.open(
                        path,
                        Set.of(
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.WRITE,
                                LinkOption.NOFOLLOW_LINKS),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            source.writeTo(new Bounded(out, folder));
            out.flush();
            channel.force(true);
            return file;
        } catch (IOException | RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    Path path() {
        return path;
    }

    /** Removes what a stopped process left of this prefix. */
    static void removeLeftovers(Path folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.startsWith(".")
                        && name.endsWith(END)
                        && SnapshotName.belongsTo(
                                prefix, name.substring(1, name.length() - END.length()))) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }

    private static final class Bounded extends FilterOutputStream {
        private final Path folder;
        private long unchecked = STEP;

        Bounded(OutputStream out, Path folder) {
            super(out);
            this.folder = folder;
        }

        @Override
        public void write(int single) throws IOException {
            check(1);
            out.write(single);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            check(length);
            out.write(bytes, offset, length);
        }

        private void check(int length) throws IOException {
            unchecked += length;
            if (unchecked >= STEP) {
                unchecked = 0;
                if (Files.getFileStore(folder).getUsableSpace() < LEAST_FREE) {
                    throw new SnapshotFailure(
                            "less than 256 MiB are free where the snapshot is written");
                }
            }
        }
    }
}
