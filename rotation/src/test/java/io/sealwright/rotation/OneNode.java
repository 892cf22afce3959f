package io.sealwright.rotation;

import io.sealwright.crypto.Keyring;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.ShamirSeal;
import io.sealwright.storage.ClusterStatus;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.Store;
import io.sealwright.storage.StoreConfig;
import io.sealwright.storage.View;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.DueEntry;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One real member with an unsealed barrier, a clock that a test moves, and a fence that a test can
 * leave stale: the member still believes that it leads, though the epoch has moved on.
 */
final class OneNode implements AutoCloseable {
    private static final AtomicInteger PORTS = new AtomicInteger(23_400);
    private static final int LAST_PORT = 23_449;
    private static final String EPOCH = "cluster/test-epoch";

    private final SecureRandom random = new SecureRandom();
    private final RaftStore raft;
    private final Fenced store = new Fenced();
    private final Barrier barrier;
    private volatile @Nullable Precondition fence;
    private volatile Instant now = Instant.parse("2026-01-02T03:04:05Z");

    OneNode(Path folder) {
        raft =
                RaftStore.open(
                        StoreConfig.at(folder, "127.0.0.1:" + freePort(), "http://127.0.0.1:1")
                                .withBlockCache(4 << 20)
                                .withReservedDisk(0)
                                .withEphemeral(true)
                                .withElectionTimeout(Duration.ofMillis(400)));
        raft.bootstrap();
        barrier = new Barrier(store, random, this::now);
        try (RootKey root = RootKey.generate(random);
                Keyring keyring = Keyring.create(InstantSource.system(), random)) {
            ShamirSeal.Created created = ShamirSeal.create(1, 1, root);
            barrier.initialise(keyring, root, created.sealedRootKey());
            barrier.unseal(ShamirSeal.open(barrier.sealRecords().getFirst(), created.shares()));
        }
        newEpoch();
        lead();
    }

    private static int freePort() {
        while (true) {
            int port = PORTS.getAndUpdate(at -> at >= LAST_PORT ? 23_400 : at + 1);
            try (ServerSocket probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress("127.0.0.1", port));
                return port;
            } catch (java.io.IOException taken) {
                // The next one.
            }
        }
    }

    static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    Store store() {
        return store;
    }

    RaftStore raft() {
        return raft;
    }

    Barrier barrier() {
        return barrier;
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Another leader's epoch: the fence in hand is stale from now on. */
    void newEpoch() {
        barrier.transact(
                soon(),
                transaction -> {
                    transaction.system(EPOCH);
                    transaction.putSystem(
                            EPOCH, now.toString().getBytes(StandardCharsets.US_ASCII));
                    return EPOCH;
                });
    }

    /** This member leads in the epoch of the moment. */
    void lead() {
        try (View view = raft.view(Consistency.LINEARIZABLE, soon())) {
            fence =
                    new Precondition.AtRevision(
                            Keys.system(EPOCH), view.revision(Keys.system(EPOCH)));
        }
    }

    void follow() {
        fence = null;
    }

    void put(Instant at, byte kind, String id) {
        barrier.transact(
                soon(),
                transaction -> {
                    transaction.putDue(
                            at, kind, Keys.ROOT_NAMESPACE, bytes(id), bytes("value of " + id));
                    return id;
                });
    }

    void put(Instant at, byte kind, int count) {
        barrier.transact(
                soon(),
                transaction -> {
                    for (int i = 0; i < count; i++) {
                        transaction.putDue(
                                at,
                                kind,
                                Keys.ROOT_NAMESPACE,
                                bytes("%05d".formatted(i)),
                                new byte[0]);
                    }
                    return count;
                });
    }

    List<DueEntry> entries() {
        return barrier.read(
                Consistency.LINEARIZABLE,
                soon(),
                transaction ->
                        transaction.due(
                                Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"), 10_000));
    }

    List<String> ids() {
        return entries().stream().map(OneNode::id).toList();
    }

    static String id(DueEntry entry) {
        return new String(entry.id(), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A handler of one kind that does what a test says. */
    static DueHandler handler(int kind, Consumer<DueEntry> work) {
        return new DueHandler() {
            @Override
            public byte kind() {
                return (byte) kind;
            }

            @Override
            public void due(io.sealwright.storage.barrier.Transaction transaction, DueEntry entry) {
                work.accept(entry);
            }
        };
    }

    @Override
    public void close() {
        barrier.close();
        raft.close();
    }

    /** The real store with the test's fence. */
    private final class Fenced implements Store {
        @Override
        public View view(Consistency consistency, Deadline deadline) {
            return raft.view(consistency, deadline);
        }

        @Override
        public Outcome commit(WriteSet writeSet, Deadline deadline) {
            return raft.commit(writeSet, deadline);
        }

        @Override
        public ClusterStatus status() {
            return raft.status();
        }

        @Override
        public @Nullable Precondition fence() {
            return fence;
        }

        @Override
        public void onApplied(AppliedListener listener) {
            raft.onApplied(listener);
        }

        @Override
        public void close() {
            raft.close();
        }
    }
}
