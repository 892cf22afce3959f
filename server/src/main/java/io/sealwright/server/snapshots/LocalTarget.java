package io.sealwright.server.snapshots;

import io.sealwright.storage.rocks.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A folder below the one that this node's configuration allows. */
final class LocalTarget implements SnapshotTarget {
    private final Path allowed;
    private final Path folder;
    private final Schedule schedule;

    private LocalTarget(Path allowed, Path folder, Schedule schedule) {
        this.allowed = allowed;
        this.folder = folder;
        this.schedule = schedule;
    }

    /**
     * @param allowed {@code sealwright.snapshots.folder} of this node
     * @throws SnapshotFailure if local snapshots, or this folder, are not allowed here
     */
    static LocalTarget of(String allowed, Schedule schedule) {
        if (allowed.isEmpty()) {
            throw new SnapshotFailure(
                    "this node writes no local snapshots: set sealwright.snapshots.folder to a"
                            + " folder that they may be written below");
        }
        try {
            Path base = Path.of(allowed).normalize();
            Path folder = base.resolve(schedule.pathPrefix()).normalize();
            if (folder.startsWith(base)) {
                return new LocalTarget(base, folder, schedule);
            }
        } catch (InvalidPathException e) {
            throw new SnapshotFailure("path_prefix is not a path", e);
        }
        throw new SnapshotFailure(
                "path_prefix has to lie below sealwright.snapshots.folder of this node");
    }

    @Override
    public String url(String name) {
        return "file://" + folder.resolve(name);
    }

    @Override
    public void keep(String name, Source source) throws IOException {
        Path real = realFolder();
        SpooledFile.removeLeftovers(real, schedule.filePrefix());
        Path target = real.resolve(name);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new SnapshotFailure("a file of this name is there already");
        }
        try (SpooledFile file = SpooledFile.write(real, name, source)) {
            checkSpace(real, Files.size(file.path()));
            Files.move(file.path(), target, StandardCopyOption.ATOMIC_MOVE);
        }
        Folders.sync(real);
        for (String old :
                SnapshotName.beyond(schedule.filePrefix(), names(real), schedule.retain())) {
            Files.delete(real.resolve(old));
        }
    }

    /** A link below the allowed folder must not lead out of it. */
    private Path realFolder() throws IOException {
        Files.createDirectories(allowed);
        Path base = allowed.toRealPath();
        if (!nearest(folder).toRealPath().startsWith(base)) {
            throw new SnapshotFailure("path_prefix leads out of sealwright.snapshots.folder");
        }
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return folder.toRealPath();
    }

    /** The folder itself, or the nearest one above it that there is. */
    private static Path nearest(Path folder) {
        Path parent = folder.getParent();
        return Files.exists(folder) || parent == null ? folder : nearest(parent);
    }

    private void checkSpace(Path real, long size) throws IOException {
        if (schedule.localMaxSpace() == 0) {
            return;
        }
        Set<String> stay = new HashSet<>(names(real));
        stay.removeAll(SnapshotName.beyond(schedule.filePrefix(), stay, schedule.retain() - 1));
        long used = size;
        for (String name : stay) {
            used += Files.size(real.resolve(name));
        }
        if (used > schedule.localMaxSpace()) {
            throw new SnapshotFailure(
                    "the snapshots would take " + used + " bytes, more than local_max_space");
        }
    }

    private List<String> names(Path real) throws IOException {
        try (Stream<Path> files = Files.list(real)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> SnapshotName.belongsTo(schedule.filePrefix(), name))
                    .toList();
        }
    }
}
