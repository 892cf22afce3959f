package io.sealwright.server.rotation;

import io.sealwright.crypto.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * A script of the operator's: who may have written it is checked, its bytes are compared with the
 * hash, and what is run is a private copy of the very bytes that were compared.
 */
final class ScriptFile {
    static final int MAX_BYTES = 16 << 20;
    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final Path folder;
    private final Path copies;

    /**
     * @param folder the only one that scripts may lie in
     * @param copies a folder of this server's own, made if it is not there
     */
    ScriptFile(Path folder, Path copies) {
        this.folder = folder;
        this.copies = copies;
    }

    /**
     * A private, executable copy; whoever gets it deletes it.
     *
     * @param sha256 64 hex digits in lower case
     * @throws RotationException if it may not be run, and why
     */
    Path copy(String path, String sha256) {
        Path script = Path.of(path);
        if (!script.isAbsolute()
                || !script.equals(script.normalize())
                || !script.startsWith(folder)
                || script.equals(folder)) {
            throw new RotationException(
                    "the script does not lie in sealwright.rotation.script-folder");
        }
        try {
            Files.createDirectories(
                    copies,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            byte[] bytes = read(script, Files.getOwner(copies));
            if (!Digests.sha256Hex(bytes).equals(sha256)) {
                throw new RotationException("the script is not the one that sha256 was given for");
            }
            Path copy =
                    Files.createTempFile(
                            copies,
                            "script",
                            "",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rwx------")));
            Files.write(copy, bytes);
            return copy;
        } catch (NoSuchFileException e) {
            throw new RotationException("there is no such script on this node");
        } catch (IOException e) {
            throw new RotationException(
                    "the script cannot be read or copied: " + e.getClass().getSimpleName());
        }
    }

    private byte[] read(Path script, UserPrincipal self) throws IOException {
        // Nobody but the operator can put another file in its place, either.
        for (Path at = script.getParent();
                at != null && at.startsWith(folder);
                at = at.getParent()) {
            check(at, true, self);
        }
        check(script, false, self);
        try (InputStream in =
                Channels.newInputStream(
                        Files.newByteChannel(
                                script,
                                Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new RotationException("the script is longer than " + MAX_BYTES + " bytes");
            }
            return bytes;
        }
    }

    private static void check(Path path, boolean directory, UserPrincipal self) throws IOException {
        PosixFileAttributes found =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String what = directory ? "a folder of the script" : "the script";
        if (directory ? !found.isDirectory() : !found.isRegularFile()) {
            throw new RotationException(what + " is a link or no plain file or folder");
        }
        if (found.permissions().stream().anyMatch(OF_OTHERS::contains)) {
            throw new RotationException(what + " may be written by others than its owner");
        }
        if (!found.owner().getName().equals("root") && !found.owner().equals(self)) {
            throw new RotationException(
                    what + " belongs to somebody else than root or this server");
        }
    }
}
