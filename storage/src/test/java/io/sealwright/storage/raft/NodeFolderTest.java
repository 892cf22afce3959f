package io.sealwright.storage.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.rocks.DataFolderException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeFolderTest {
    private static final UUID CLUSTER = UUID.fromString("00000000-0000-0001-0000-000000000002");

    @TempDir Path temp;

    @Test
    void theIdentityIsAFewReadableLines() throws Exception {
        Path path = temp.resolve("data");
        try (NodeFolder folder = NodeFolder.open(path, "n1")) {
            assertThat(folder.joined()).isNull();
            folder.join(new NodeFolder.Joined(CLUSTER, "n1~0a0b0c0d"));
        }
        assertThat(Files.readString(path.resolve("node.properties")))
                .isEqualTo(
                        "format=1\nnode-id=n1\ncluster-id=" + CLUSTER + "\npeer-id=n1~0a0b0c0d\n");
        try (NodeFolder folder = NodeFolder.open(path, null)) {
            assertThat(folder.nodeId()).isEqualTo("n1");
            assertThat(folder.joined()).isEqualTo(new NodeFolder.Joined(CLUSTER, "n1~0a0b0c0d"));
        }
    }

    @Test
    void aRandomIdIsKept() {
        String id;
        try (NodeFolder folder = NodeFolder.open(temp.resolve("data"), null)) {
            id = folder.nodeId();
            assertThat(id).matches("node-[0-9a-f]{16}");
        }
        try (NodeFolder folder = NodeFolder.open(temp.resolve("data"), null)) {
            assertThat(folder.nodeId()).isEqualTo(id);
        }
    }

    @Test
    void foldersThatAreNotAsTheyShouldBeAreRefused() throws Exception {
        Path lost = Files.createDirectories(temp.resolve("lost"));
        Files.createDirectories(lost.resolve("raft"));
        assertThatThrownBy(() -> NodeFolder.open(lost, null))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("no node.properties");
        Path half = Files.createDirectories(temp.resolve("half"));
        Files.writeString(
                half.resolve("node.properties"), "format=1\nnode-id=n\ncluster-id=" + CLUSTER);
        assertThatThrownBy(() -> NodeFolder.open(half, null)).hasMessageContaining("no peer-id");
        Path file = Files.writeString(temp.resolve("file"), "");
        assertThatThrownBy(() -> NodeFolder.open(file, null))
                .isInstanceOf(DataFolderException.class);
    }

    @Test
    void whatAnUnfinishedJoinLeftIsRemovedAndNothingElse() throws Exception {
        try (NodeFolder folder = NodeFolder.open(temp.resolve("data"), "n")) {
            Files.createDirectories(folder.raft().resolve("x"));
            Files.createDirectories(folder.state());
            folder.clearUnjoined();
            assertThat(folder.raft()).doesNotExist();
            assertThat(folder.state()).doesNotExist();
            folder.join(new NodeFolder.Joined(CLUSTER, "n~1"));
            assertThatThrownBy(folder::clearUnjoined).isInstanceOf(IllegalStateException.class);
        }
    }
}
