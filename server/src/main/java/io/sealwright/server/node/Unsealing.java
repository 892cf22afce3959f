package io.sealwright.server.node;

import io.sealwright.crypto.FormatException;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.SealedRootKey;
import io.sealwright.crypto.ShamirSeal;
import io.sealwright.crypto.UnsealProgress;
import io.sealwright.crypto.WrongKeyException;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.barrier.Barrier;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Collects key shares until the barrier opens, and closes it again; the node's duties follow. Thread-safe. */
@Component
public final class Unsealing {
    private static final Logger LOG = LoggerFactory.getLogger(Unsealing.class);

    private final RaftStore store;
    private final Barrier barrier;
    private final List<Duty> duties;
    private final SecureRandom random;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable UnsealProgress progress;
    private @Nullable SealedRootKey progressFor;

    Unsealing(RaftStore store, Barrier barrier, List<Duty> duties, SecureRandom random) {
        this.store = store;
        this.barrier = barrier;
        this.duties = List.copyOf(duties);
        this.random = random;
    }

    /** As {@code sys/seal-status} shows it; zeros before initialisation. */
    public record Status(boolean sealed, int threshold, int shares, int progress, String nonce) {}

    public Status status() {
        lock.lock();
        try {
            if (!store.initialised()) {
                return new Status(true, 0, 0, 0, "");
            }
            SealedRootKey seal = sealRecord();
            boolean sealed = barrier.sealed();
            UnsealProgress.Status at = sealed && progress != null ? progress.status() : null;
            return new Status(
                    sealed, seal.threshold(), seal.shares(), at == null ? 0 : at.progress(), at == null ? "" : at.nonce());
        } finally {
            lock.unlock();
        }
    }

    /**
     * One more share; opens the barrier when there are enough. The share is copied; the caller wipes its own.
     *
     * @throws RequestFailure for a malformed share, or when the shares together do not open the seal (they are forgotten)
     */
    public Status submit(byte[] share) {
        lock.lock();
        try {
            if (!store.initialised()) {
                throw new RequestFailure(new Failure.NotInitialised());
            }
            if (barrier.sealed()) {
                submitSealed(share);
            }
            return status();
        } finally {
            lock.unlock();
        }
    }

    private SealedRootKey sealRecord() {
        SealedRootKey seal = barrier.sealRecord();
        if (seal == null) {
            throw new RequestFailure(new Failure.NotInitialised());
        }
        return seal;
    }

    private void submitSealed(byte[] share) {
        SealedRootKey seal = sealRecord();
        if (progress == null || progressFor == null || !progressFor.generation().equals(seal.generation())) {
            forget();
            progress = new UnsealProgress(seal.shares(), seal.threshold(), random);
            progressFor = seal;
        }
        Optional<List<byte[]>> complete;
        try {
            complete = progress.submit(share);
        } catch (IllegalArgumentException | FormatException e) {
            throw RequestFailure.invalid("'key' is not a valid key share");
        }
        complete.ifPresent(shares -> open(seal, shares));
    }

    private void open(SealedRootKey seal, List<byte[]> shares) {
        try {
            unseal(ShamirSeal.open(seal, shares));
        } catch (WrongKeyException | IllegalArgumentException e) {
            throw RequestFailure.invalid("Unseal failed: the shares given do not open the seal; start again with all of them");
        } finally {
            shares.forEach(bytes -> Arrays.fill(bytes, (byte) 0));
            forget();
        }
    }

    /** Opens the barrier with the root key itself, which the barrier takes over, and starts the duties. */
    public void unseal(RootKey rootKey) {
        lock.lock();
        try {
            take(rootKey);
            try {
                duties.forEach(Duty::unsealed);
                LOG.info("unsealed");
            } catch (RuntimeException e) {
                seal();
                throw e;
            }
        } finally {
            lock.unlock();
        }
    }

    private void take(RootKey rootKey) {
        try {
            barrier.unseal(rootKey);
        } catch (RuntimeException e) {
            rootKey.close();
            throw e;
        }
    }

    /** Stops the duties and wipes every key; hands leadership over where another member serves. Nothing if sealed already. */
    public void seal() {
        lock.lock();
        try {
            forget();
            if (!barrier.sealed()) {
                duties.reversed().forEach(Duty::sealing);
                barrier.seal();
                LOG.info("sealed");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the shares given so far. */
    public Status reset() {
        lock.lock();
        try {
            forget();
            return status();
        } finally {
            lock.unlock();
        }
    }

    private void forget() {
        if (progress != null) {
            progress.reset();
        }
        progress = null;
        progressFor = null;
    }
}
