package io.sealwright.storage.barrier;

import io.sealwright.crypto.Keyring;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.ShamirSeal;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.SpaceId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An initialised cluster over a {@link MemoryStore}, with one unsealed barrier and more on demand.
 */
final class TestCluster implements AutoCloseable {
    static final int ROOT = 0;
    static final SpaceId SPACE = new SpaceId(0x0080_0000_0000_0001L);
    static final SpaceId OTHER = new SpaceId(0x0080_0000_0000_0002L);

    final SecureRandom random = new SecureRandom();
    final MemoryStore store = new MemoryStore();
    volatile Instant now = Instant.parse("2026-01-02T03:04:05Z");
    final List<byte[]> shares;
    final MemoryStore.Member member = store.member();
    final Barrier barrier;

    TestCluster() {
        barrier = new Barrier(member, random, () -> now);
        try (RootKey root = RootKey.generate(random);
                Keyring keyring = Keyring.create(() -> now, random)) {
            ShamirSeal.Created created = ShamirSeal.create(1, 1, root);
            shares = created.shares();
            barrier.initialise(keyring, root, created.sealedRootKey());
        }
        barrier.unseal(rootKey());
    }

    /** What the first shares open; null seal records cannot be here. */
    RootKey rootKey() {
        return rootKey(shares);
    }

    RootKey rootKey(List<byte[]> unsealShares) {
        return ShamirSeal.open(barrier.sealRecords().getFirst(), unsealShares);
    }

    /** The same cluster seen by another, unsealed node. */
    Barrier node(MemoryStore.Member other) {
        Barrier made = new Barrier(other, random, () -> now);
        made.unseal(rootKey());
        return made;
    }

    /** What the test knows to be there. */
    static <T> T there(@Nullable T value) {
        return Objects.requireNonNull(value);
    }

    static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    @Override
    public void close() {
        barrier.close();
    }
}
