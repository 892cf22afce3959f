package io.sealwright.storage.barrier;

import static io.sealwright.storage.barrier.TestCluster.soon;

import io.sealwright.crypto.Keyring;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.ShamirSeal;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.JoinTicket;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.StoreConfig;
import io.sealwright.storage.StoreTesting;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Unsealed barriers over real members of one cluster in this JVM. */
final class RaftNodes implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    final List<RaftStore> stores = new ArrayList<>();
    final List<Barrier> barriers = new ArrayList<>();
    List<byte[]> shares = List.of();

    RaftNodes(Path folder, int count) {
        for (int n = 0; n < count; n++) {
            String name = "node" + n;
            StoreConfig config = StoreTesting.config(folder.resolve(name)).withNodeId(name);
            RaftStore store = RaftStore.open(config);
            stores.add(store);
            store.setServing(true);
            if (n == 0) {
                store.bootstrap();
            } else {
                join(store, config, name);
            }
            Barrier barrier = new Barrier(store, RANDOM, InstantSource.system());
            barriers.add(barrier);
            if (n == 0) {
                initialise(barrier);
            }
            unseal(barrier, shares);
        }
    }

    private void join(RaftStore store, StoreConfig config, String name) {
        JoinTicket ticket =
                stores.getFirst()
                        .membership()
                        .addMember(
                                name,
                                config.clusterAddress(),
                                config.apiAddress(),
                                store.certificate(),
                                soon());
        store.joinCluster(ticket);
        for (Deadline patience = Deadline.in(Duration.ofSeconds(60)); !votes(name); ) {
            if (patience.passed()) {
                throw new AssertionError(name + " never became a voter");
            }
            Thread.onSpinWait();
        }
    }

    private boolean votes(String name) {
        return stores.getFirst().status().members().stream()
                .anyMatch(member -> member.nodeId().equals(name) && member.voter());
    }

    private void initialise(Barrier barrier) {
        try (RootKey root = RootKey.generate(RANDOM);
                Keyring keyring = Keyring.create(InstantSource.system(), RANDOM)) {
            ShamirSeal.Created created = ShamirSeal.create(1, 1, root);
            barrier.initialise(keyring, root, created.sealedRootKey());
            shares = created.shares();
        }
    }

    static void unseal(Barrier barrier, List<byte[]> shares) {
        barrier.unseal(ShamirSeal.open(TestCluster.there(barrier.sealRecord()), shares));
    }

    /** Replaces root key and shares through this node; returns the new shares. */
    static List<byte[]> rekey(Barrier barrier) {
        RootKey next = RootKey.generate(RANDOM);
        ShamirSeal.Created created = ShamirSeal.create(1, 1, next);
        barrier.rekey(soon(), created.sealedRootKey(), next);
        return created.shares();
    }

    @Override
    public void close() {
        barriers.forEach(Barrier::close);
        stores.forEach(RaftStore::close);
    }
}
