package io.sealwright.storage;

import static io.sealwright.storage.StoreTesting.bytes;
import static io.sealwright.storage.StoreTesting.config;
import static io.sealwright.storage.StoreTesting.present;
import static io.sealwright.storage.StoreTesting.put;
import static io.sealwright.storage.StoreTesting.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed at any moment, and disks that fail under them: what was acknowledged is
 * there.
 */
class CrashIT {
    private static final long PATIENCE_SECONDS = 90;

    @TempDir Path folder;

    @Test
    void nothingAcknowledgedIsLostWhenTheProcessIsKilledAgainAndAgain() throws Exception {
        Random random = new Random(7);
        String address = "127.0.0.1:" + StoreTesting.freePort();
        long next = 0;
        for (int round = 0; round < 3; round++) {
            Process process = start(next, address);
            long acknowledged = next - 1;
            int kill = 300 + random.nextInt(600);
            try (BufferedReader lines = lines(process)) {
                for (int i = 0; i < kill; i++) {
                    acknowledged = acknowledged(lines.readLine());
                }
            }
            process.destroyForcibly().waitFor();
            next = acknowledged + 1;
        }
        assertAllThere(next - 1);
    }

    @Test
    void aNodeWhoseDiskFailsStopsAndGoesOnWhenItIsReplaced() throws Exception {
        String address = "127.0.0.1:" + StoreTesting.freePort();
        Process process = start(0, address, "200");
        long acknowledged = -1;
        String fatal = "";
        try (BufferedReader lines = lines(process)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("fatal")) {
                    fatal = line;
                } else if (line.startsWith("ok ")) {
                    acknowledged = acknowledged(line);
                }
            }
        }
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(3);
        assertThat(fatal).isNotEmpty();
        assertThat(acknowledged).isPositive();
        assertAllThere(acknowledged);
    }

    @Test
    void aNearlyFullDiskRefusesWritesAndStillReads() {
        StoreConfig config = config(folder.resolve("low"));
        try (RaftStore store = RaftStore.open(config)) {
            store.bootstrap();
            store.commit(put("k", "1"), soon());
        }
        try (RaftStore store = RaftStore.open(config.withReservedDisk(Long.MAX_VALUE))) {
            assertThatThrownBy(() -> store.commit(put("k", "2"), soon()))
                    .isInstanceOf(StoreException.DiskFailed.class);
            try (View view = store.view(Consistency.LINEARIZABLE, soon())) {
                assertThat(present(view, "k").value()).isEqualTo(bytes("1"));
            }
        }
    }

    private void assertAllThere(long last) {
        StoreConfig config = config(folder.resolve("data"));
        try (RaftStore store = RaftStore.open(config);
                View view = store.view(Consistency.LINEARIZABLE, soon())) {
            for (long i = 0; i <= last; i++) {
                assertThat(present(view, "k" + i).value())
                        .isEqualTo(bytes("v" + i + "-".repeat(300)));
            }
            assertThat(store.commit(put("k0", "again"), soon()))
                    .isInstanceOf(Outcome.Committed.class);
        }
    }

    private Process start(long first, String address, String... more) throws IOException {
        List<String> java = new ArrayList<>();
        java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        java.add("-Xmx256m");
        java.add("--enable-native-access=ALL-UNNAMED");
        java.add("--sun-misc-unsafe-memory-access=allow");
        java.add("-cp");
        java.add(System.getProperty("java.class.path"));
        java.add(WriterProcess.class.getName());
        java.add(folder.resolve("data").toString());
        java.add(address);
        java.add(String.valueOf(first));
        java.addAll(List.of(more));
        return new ProcessBuilder(java).redirectError(new File(folder.toFile(), "stderr")).start();
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private long acknowledged(String line) throws IOException {
        if (line == null || !line.startsWith("ok ")) {
            throw new AssertionError(
                    "instead of an acknowledgement: "
                            + line
                            + "\n"
                            + java.nio.file.Files.readString(folder.resolve("stderr")));
        }
        return Long.parseLong(line.substring(3));
    }
}
