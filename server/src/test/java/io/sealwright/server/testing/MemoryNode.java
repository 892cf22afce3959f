package io.sealwright.server.testing;

import io.sealwright.crypto.Keyring;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.ShamirSeal;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.TransactionBody;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An initialised and unsealed barrier over a {@link MemoryStore}, with a clock that a test moves.
 */
public final class MemoryNode implements AutoCloseable {
    private final SecureRandom random = new SecureRandom();
    private final MemoryStore store = new MemoryStore();
    private final Barrier barrier = new Barrier(store, random, this::now);
    private volatile Instant now = Instant.parse("2026-01-02T03:04:05.678Z");

    public MemoryNode() {
        List<byte[]> shares;
        try (RootKey root = RootKey.generate(random);
                Keyring keyring = Keyring.create(this::now, random)) {
            ShamirSeal.Created created = ShamirSeal.create(1, 1, root, random);
            shares = created.shares();
            barrier.initialise(keyring, root, created.sealedRootKey());
        }
        barrier.unseal(ShamirSeal.open(barrier.sealRecords().getFirst(), shares));
    }

    public Instant now() {
        return now;
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    public SecureRandom random() {
        return random;
    }

    public MemoryStore store() {
        return store;
    }

    public Barrier barrier() {
        return barrier;
    }

    public <T extends @Nullable Object> T transact(TransactionBody<T> body) {
        return barrier.transact(Deadline.in(Duration.ofSeconds(30)), body);
    }

    @Override
    public void close() {
        barrier.close();
    }
}
