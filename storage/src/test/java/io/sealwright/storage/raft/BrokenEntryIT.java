package io.sealwright.storage.raft;

import static io.sealwright.storage.StoreTesting.bytes;
import static io.sealwright.storage.StoreTesting.config;
import static io.sealwright.storage.StoreTesting.key;
import static io.sealwright.storage.StoreTesting.present;
import static io.sealwright.storage.StoreTesting.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.StoreConfig;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.StoreTesting;
import io.sealwright.storage.View;
import io.sealwright.storage.apply.Applier;
import io.sealwright.storage.apply.UnknownCommandException;
import io.sealwright.storage.transport.TransportIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An entry that this program does not know stops the node, before it is applied, now and at every
 * start.
 */
class BrokenEntryIT {
    private static final byte[] FROM_THE_FUTURE = {1, 99, 0, 0};

    @TempDir Path folder;

    @Test
    void anUnknownCommandStopsTheNode() throws Exception {
        CompletableFuture<Throwable> fatal = new CompletableFuture<>();
        StoreConfig config = config(folder).withOnFatal(fatal::complete);
        NodeFolder nodeFolder = NodeFolder.open(config.path(), "n");
        TransportIdentity identity = TransportIdentity.open(nodeFolder.transport(), "n");
        RaftNode node =
                NodeStart.bootstrap(
                        new NodeParts(
                                config,
                                nodeFolder,
                                identity,
                                List.of(),
                                demoted -> {},
                                Applier.FORMAT),
                        UUID.randomUUID());
        assertThat(node.commit(StoreTesting.put("k", "1"), soon()))
                .isInstanceOf(Outcome.Committed.class);
        long before = node.appliedIndex();
        assertThatThrownBy(() -> node.submit(FROM_THE_FUTURE, Deadline.in(Duration.ofMillis(500))))
                .isInstanceOf(StoreException.class);
        assertThat(fatal.get(20, TimeUnit.SECONDS)).isInstanceOf(UnknownCommandException.class);
        assertThatThrownBy(() -> node.commit(StoreTesting.put("k", "2"), soon()))
                .isInstanceOf(StoreException.Unavailable.class);
        node.close();

        CompletableFuture<Throwable> again = new CompletableFuture<>();
        NodeFolder.Joined joined = java.util.Objects.requireNonNull(nodeFolder.joined());
        RaftNode restarted =
                NodeStart.recover(
                        new NodeParts(
                                config.withOnFatal(again::complete),
                                nodeFolder,
                                identity,
                                List.of(),
                                demoted -> {},
                                Applier.FORMAT),
                        joined.clusterId());
        assertThat(again.get(20, TimeUnit.SECONDS)).isInstanceOf(UnknownCommandException.class);
        restarted.close();
        nodeFolder.close();
        assertThat(before).isPositive();
    }

    @Test
    void aMemberForwardsNothingButReadableCommands() throws Exception {
        StoreConfig config = config(folder);
        NodeFolder nodeFolder = NodeFolder.open(config.path(), "n");
        TransportIdentity identity = TransportIdentity.open(nodeFolder.transport(), "n");
        RaftNode node =
                NodeStart.bootstrap(
                        new NodeParts(
                                config,
                                nodeFolder,
                                identity,
                                List.of(),
                                demoted -> {},
                                Applier.FORMAT),
                        UUID.randomUUID());
        // What another member sends is looked at before it reaches the log.
        assertThat(
                        node.answer(Questions.COMMIT, java.nio.ByteBuffer.wrap(FROM_THE_FUTURE))
                                .get(20, TimeUnit.SECONDS)
                                .status())
                .isEqualTo(io.sealwright.storage.transport.PeerAnswer.NOT_DONE);
        assertThat(
                        node.commit(
                                StoreTesting.write(
                                        List.of(), new Mutation.Put(key("k"), bytes("1"))),
                                soon()))
                .isInstanceOf(Outcome.Committed.class);
        try (View view = node.linearizableView(soon())) {
            assertThat(present(view, "k").value()).isEqualTo(bytes("1"));
        }
        node.close();
        nodeFolder.close();
    }
}
