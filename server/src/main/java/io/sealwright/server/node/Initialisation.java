package io.sealwright.server.node;

import io.sealwright.crypto.Keyring;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.ShamirSeal;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.TokenStore;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.barrier.Barrier;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * Makes a new cluster of this one node: keys, shares, first records, first root token. Thread-safe.
 */
@Component
public final class Initialisation {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final RaftStore store;
    private final Barrier barrier;
    private final TokenStore tokens;
    private final List<Founding> foundings;
    private final SecureRandom random;
    private final InstantSource clock;
    private final ReentrantLock once = new ReentrantLock();

    Initialisation(
            RaftStore store,
            Barrier barrier,
            TokenStore tokens,
            List<Founding> foundings,
            SecureRandom random,
            InstantSource clock) {
        this.store = store;
        this.barrier = barrier;
        this.tokens = tokens;
        this.foundings = foundings;
        this.random = random;
        this.clock = clock;
    }

    /**
     * What the operator gets once and never again. The shares belong to the caller, who wipes them.
     */
    public record Founded(List<byte[]> shares, int threshold, String rootToken) {
        @Override
        public String toString() {
            return "Founded[" + shares.size() + " shares]";
        }
    }

    public boolean initialised() {
        return store.initialised();
    }

    /**
     * Founds the cluster and leaves the node sealed.
     *
     * @param rootToken id of the first root token; empty for a random one
     * @throws RequestFailure if it is initialised already, or for a share count or threshold that
     *     cannot be
     */
    public Founded initialise(int shares, int threshold, String rootToken) {
        requireSplittable(shares, threshold);
        if (!once.tryLock()) {
            throw RequestFailure.invalid("initialisation is under way");
        }
        try {
            if (store.initialised()) {
                throw RequestFailure.invalid("Vault is already initialized");
            }
            return found(shares, threshold, rootToken);
        } finally {
            once.unlock();
        }
    }

    private Founded found(int shares, int threshold, String rootToken) {
        RootKey rootKey = RootKey.generate(random);
        ShamirSeal.Created seal;
        try (Keyring keyring = Keyring.create(clock, random)) {
            seal = ShamirSeal.create(shares, threshold, rootKey, random);
            store.bootstrap();
            barrier.initialise(keyring, rootKey, seal.sealedRootKey());
            barrier.unseal(rootKey);
        } catch (RuntimeException e) {
            rootKey.close();
            throw e;
        }
        try {
            return new Founded(seal.shares(), threshold, writeFirstRecords(rootToken));
        } finally {
            barrier.seal();
        }
    }

    private String writeFirstRecords(String rootToken) {
        Instant now = clock.instant();
        AuthGrant grant =
                barrier.transact(
                        Deadline.in(LIMIT),
                        transaction -> {
                            for (Founding founding : foundings) {
                                founding.found(transaction, now);
                            }
                            return tokens.createRoot(transaction, rootToken, now);
                        });
        return grant.clientToken();
    }

    public static void requireSplittable(int shares, int threshold) {
        if (shares < 1 || shares > 255) {
            throw RequestFailure.invalid("secret_shares must be between 1 and 255");
        }
        if (threshold < 1 || threshold > shares || (shares > 1 && threshold == 1)) {
            throw RequestFailure.invalid(
                    "secret_threshold must be greater than one and at most secret_shares");
        }
    }
}
