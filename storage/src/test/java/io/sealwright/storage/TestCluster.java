package io.sealwright.storage;

import static io.sealwright.storage.StoreTesting.config;
import static io.sealwright.storage.StoreTesting.soon;

import io.sealwright.storage.apply.Applier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** Members of one cluster in this JVM, over real TLS connections on loopback. */
final class TestCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final UnaryOperator<StoreConfig> adjust;
    private final Map<String, StoreConfig> configs = new LinkedHashMap<>();
    private final Map<String, RaftStore> open = new LinkedHashMap<>();
    private final Map<String, Integer> formats = new HashMap<>();

    private TestCluster(Path folder, UnaryOperator<StoreConfig> adjust) {
        this.folder = folder;
        this.adjust = adjust;
    }

    static TestCluster start(Path folder, String... names) {
        return start(folder, UnaryOperator.identity(), names);
    }

    /** The first becomes the cluster, the others join it one by one. */
    static TestCluster start(Path folder, UnaryOperator<StoreConfig> adjust, String... names) {
        TestCluster cluster = new TestCluster(folder, adjust);
        RaftStore first = cluster.open(names[0]);
        first.setServing(true);
        first.bootstrap();
        for (int i = 1; i < names.length; i++) {
            cluster.add(names[i]);
        }
        return cluster;
    }

    /** From its next opening on, the member follows formats up to this one. */
    void program(String name, int newestFormat) {
        formats.put(name, newestFormat);
    }

    /** Opens a member's folder, with the same address each time. */
    RaftStore open(String name) {
        StoreConfig config =
                configs.computeIfAbsent(
                        name,
                        added -> adjust.apply(config(folder.resolve(added)).withNodeId(added)));
        RaftStore store = RaftStore.open(config, formats.getOrDefault(name, Applier.FORMAT));
        open.put(name, store);
        return store;
    }

    /** Lets a new node in and waits until it votes. */
    RaftStore add(String name) {
        RaftStore store = open(name);
        join(name, store);
        await(name + " votes", () -> votes(name));
        return store;
    }

    void join(String name, RaftStore store) {
        store.setServing(true);
        StoreConfig config = Objects.requireNonNull(configs.get(name), name);
        JoinTicket ticket =
                any().membership()
                        .addMember(
                                name,
                                config.clusterAddress(),
                                config.apiAddress(),
                                store.certificate(),
                                soon());
        store.joinCluster(JoinTicket.decode(ticket.encode()));
    }

    boolean votes(String name) {
        return leader().status().members().stream()
                .anyMatch(member -> member.nodeId().equals(name) && member.voter());
    }

    RaftStore get(String name) {
        RaftStore store = open.get(name);
        if (store == null) {
            throw new IllegalArgumentException(name + " is not open");
        }
        return store;
    }

    void close(String name) {
        RaftStore store = open.remove(name);
        if (store != null) {
            store.close();
        }
    }

    /** Some open member that belongs to the cluster. */
    RaftStore any() {
        return open.values().stream().filter(RaftStore::initialised).findFirst().orElseThrow();
    }

    /** Waits for a member that leads and is ready. */
    RaftStore leader() {
        await("a leader", () -> open.values().stream().anyMatch(TestCluster::leads));
        return open.values().stream().filter(TestCluster::leads).findFirst().orElseThrow();
    }

    RaftStore follower() {
        String leader = leader().nodeId();
        return open.values().stream()
                .filter(store -> !store.nodeId().equals(leader))
                .findFirst()
                .orElseThrow();
    }

    private static boolean leads(RaftStore store) {
        return store.initialised() && store.status().leading() && store.fence() != null;
    }

    /** Waits for a condition; fails after a generous time that says nothing about speed. */
    static void await(String what, BooleanSupplier condition) {
        Deadline deadline = Deadline.in(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (deadline.passed()) {
                throw new AssertionError("never happened: " + what);
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, interrupted);
            }
        }
    }

    @Override
    public void close() {
        open.values().forEach(RaftStore::close);
        open.clear();
    }
}
