package io.sealwright.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hardening row 8: the audit file as arbitrary file write. */
class AuditFileTest {

    @TempDir Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void path() {
        file = folder.resolve("audit.log");
    }

    @Test
    void createsItReadableByTheOwnerAlone() throws IOException {
        AuditFile.open(file).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void refusesASymbolicLinkEvenToNowhere() throws IOException {
        Path target = Files.createFile(folder.resolve("target"));
        Files.createSymbolicLink(file, target);
        refused("symbolic link");
        Files.delete(target);
        refused("symbolic link");
        assertThat(target).doesNotExist();
    }

    @Test
    void refusesAFifoWithoutBlocking() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", file.toString()).inheritIO().start();
        assertThat(mkfifo.waitFor()).isZero();
        refused("no regular file");
    }

    @Test
    void refusesAFolderAndADevice() throws IOException {
        Files.createDirectory(file);
        refused("no regular file");
        file = Path.of("/dev/full");
        refused("no regular file");
    }

    @Test
    void refusesAFileThatOthersMayWrite() throws IOException {
        for (String mode : new String[] {"rw--w----", "rw-----w-"}) {
            Files.deleteIfExists(file);
            Files.createFile(file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            refused("writable by group or others");
        }
    }

    @Test
    void refusesASecondHardLink() throws IOException {
        Path other = Files.createFile(folder.resolve("other"));
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));
        Files.createLink(file, other);
        refused("hard link");
    }

    @Test
    void refusesAFolderThatEveryoneMayWrite() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        refused("folder");
    }

    @Test
    void refusesASecondWriter() throws IOException {
        try (AuditFile first = AuditFile.open(file)) {
            assertThat(first.isCurrent()).isTrue();
            refused("another device");
        }
        AuditFile.open(file).close();
    }

    @Test
    void knowsWhenThePathLeadsElsewhere() throws IOException {
        try (AuditFile open = AuditFile.open(file)) {
            Files.move(file, folder.resolve("moved"));
            assertThat(open.isCurrent()).isFalse();
            Files.createFile(file);
            assertThat(open.isCurrent()).isFalse();
        }
    }

    private void refused(String why) {
        assertThatThrownBy(() -> AuditFile.open(file))
                .isInstanceOf(UnsafeAuditFileException.class)
                .hasMessageContaining(why);
    }
}
