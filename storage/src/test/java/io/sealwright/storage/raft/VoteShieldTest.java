package io.sealwright.storage.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.ratis.util.AtomicFileOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the class by which Ratis writes its term and vote. */
class VoteShieldTest {
    @TempDir Path folder;
    private Path meta;
    private VoteShield shield;

    @BeforeEach
    void write() throws IOException {
        meta = folder.resolve("raft-meta");
        Files.writeString(meta, "term=3");
        shield = new VoteShield(folder);
    }

    @Test
    void whileItIsRaisedNothingReplacesTheVote() throws IOException {
        shield.raise();
        shield.raise();
        assertThat(shield.raised()).isTrue();
        assertThatThrownBy(() -> replace("term=4")).isInstanceOf(IOException.class);
        assertThat(meta).hasContent("term=3");
        assertThat(folder.resolve("no")).doesNotExist();
    }

    @Test
    void onceItIsLoweredVotesAreWrittenAgain() throws IOException {
        shield.raise();
        shield.lower();
        replace("term=4");
        shield.lower();
        assertThat(meta).hasContent("term=4");
        assertThat(shield.raised()).isFalse();
    }

    /**
     * What Ratis does on a full disk without it: the stream is closed although nothing could be
     * written.
     */
    @Test
    void withoutItAFailedWriteLeavesAnEmptyFile() throws IOException {
        new AtomicFileOutputStream(meta.toFile()).close();
        assertThat(meta).isEmptyFile();
    }

    @Test
    void aFileThatIsBeingWrittenIsLeftAlone() throws IOException {
        try (OutputStream out = new AtomicFileOutputStream(meta.toFile())) {
            shield.raise();
            assertThat(shield.raised()).isFalse();
            shield.lower();
            out.write("term=4".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(meta).hasContent("term=4");
    }

    private void replace(String text) throws IOException {
        try (OutputStream out = new AtomicFileOutputStream(meta.toFile())) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
