package io.sealwright.storage;

import static io.sealwright.storage.StoreTesting.config;
import static io.sealwright.storage.StoreTesting.put;
import static io.sealwright.storage.StoreTesting.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A closed store leaves nothing behind. */
class LeakIT {
    @TempDir Path folder;

    @Test
    void closingGivesThreadsAndFilesBack() {
        cycle("warm-up");
        long files = openFiles();
        int threads = Thread.activeCount();
        for (int i = 0; i < 4; i++) {
            cycle("n" + i);
        }
        TestCluster.await("files are closed", () -> openFiles() <= files + 8);
        TestCluster.await("threads have ended", () -> Thread.activeCount() <= threads + 8);
    }

    @Test
    void anEphemeralStoreRemovesItsFolder() {
        Path path = folder.resolve("ephemeral");
        try (RaftStore store = RaftStore.open(config(path).withEphemeral(true))) {
            store.bootstrap();
            store.commit(put("k", "1"), soon());
            assertThat(Files.exists(path)).isTrue();
        }
        assertThat(Files.exists(path)).isFalse();
    }

    private void cycle(String name) {
        try (TestCluster cluster = TestCluster.start(folder.resolve(name), "a", "b")) {
            cluster.any().commit(put("k", "1"), soon());
            try (View view = cluster.follower().view(Consistency.LINEARIZABLE, soon())) {
                assertThat(view.index()).isPositive();
            }
        }
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os
                ? os.getOpenFileDescriptorCount()
                : 0;
    }
}
