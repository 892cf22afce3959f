package io.sealwright.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevServerTest {
    @Test
    void theBannerSaysEverything() {
        String banner =
                DevServer.banner(
                        "http://127.0.0.1:8200", new DevInitialiser.Ready("hvs.root", "a2V5"));
        assertThat(banner)
                .contains("Address:    http://127.0.0.1:8200\n")
                .contains("Root Token: hvs.root\n")
                .contains("Unseal Key: a2V5\n")
                .contains(
                        "export BAO_ADDR='http://127.0.0.1:8200' VAULT_ADDR='http://127.0.0.1:8200'\n")
                .contains("export BAO_TOKEN='hvs.root' VAULT_TOKEN='hvs.root'\n")
                .contains("kv put secret/db password=hunter2\n")
                .endsWith("/v1/secret/data/db\n\n");
        assertThat(banner.lines()).hasSizeLessThan(25);
        assertThat(new DevInitialiser.Ready("hvs.root", "a2V5").toString())
                .doesNotContain("hvs.root", "a2V5");
    }

    @Test
    void aTemporaryFolderGoesWithAllThatIsInIt(@TempDir Path elsewhere) throws Exception {
        Path kept = Files.writeString(elsewhere.resolve("kept"), "x");
        Path folder = TemporaryFolder.create();
        assertThat(folder.getFileName().toString()).startsWith("sealwright-");
        assertThat(Files.getPosixFilePermissions(folder)).hasSize(3);
        Files.writeString(Files.createDirectories(folder.resolve("a/b")).resolve("c"), "x");
        Files.createSymbolicLink(folder.resolve("link"), elsewhere);
        TemporaryFolder.remove(folder);
        assertThat(folder).doesNotExist();
        assertThat(kept).exists();
        TemporaryFolder.remove(folder);
    }
}
