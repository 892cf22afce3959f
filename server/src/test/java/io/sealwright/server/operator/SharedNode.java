package io.sealwright.server.operator;

import io.sealwright.crypto.Keyring;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.ShamirSeal;
import io.sealwright.server.testing.MemoryStore;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.barrier.Barrier;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** An unsealed barrier whose key shares, 2 of 3, the test holds. */
final class SharedNode implements AutoCloseable {
    final SecureRandom random = new SecureRandom();
    final Barrier barrier = new Barrier(new MemoryStore(), random, InstantSource.system());
    final CurrentSeal current = new CurrentSeal(barrier, random);
    final List<byte[]> shares;

    SharedNode() {
        try (RootKey root = RootKey.generate(random);
                Keyring keyring = Keyring.create(InstantSource.system(), random)) {
            ShamirSeal.Created created = ShamirSeal.create(3, 2, root, random);
            shares = created.shares();
            barrier.initialise(keyring, root, created.sealedRootKey());
        }
        barrier.unseal(ShamirSeal.open(barrier.sealRecords().getFirst(), shares.subList(0, 2)));
    }

    static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    /** Whether these shares open the seal and the keyring in force. */
    boolean opens(List<byte[]> some) {
        try (RootKey root = ShamirSeal.open(barrier.sealRecords().getFirst(), some)) {
            return barrier.opens(root);
        } catch (RuntimeException wrong) {
            return false;
        }
    }

    @Override
    public void close() {
        barrier.close();
    }
}
