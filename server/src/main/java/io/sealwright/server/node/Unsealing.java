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
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Collects key shares until the barrier opens, and closes it again; the node's duties follow.
 * Thread-safe.
 */
@Component
public final class Unsealing implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(Unsealing.class);

    // Shares come without a token: who waits behind a join that catches up must not hold a request
    // thread for long.
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration WATCH = Duration.ofMillis(500);

    private final RaftStore store;
    private final Barrier barrier;
    private final List<Duty> duties;
    private final SecureRandom random;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable PendingJoin pendingJoin;
    private volatile @Nullable UnsealProgress progress;
    private @Nullable SealedRootKey progressFor;
    private boolean dutiesRun;
    private volatile boolean serving;

    Unsealing(RaftStore store, Barrier barrier, List<Duty> duties, SecureRandom random) {
        this.store = store;
        this.barrier = barrier;
        this.duties = List.copyOf(duties);
        this.random = random;
    }

    /** As {@code sys/seal-status} shows it; zeros before initialisation. */
    public record Status(
            boolean initialised,
            boolean sealed,
            int threshold,
            int shares,
            int progress,
            String nonce) {}

    /** Whether this node belongs to a cluster, or was told to join one. */
    public boolean initialised() {
        return store.initialised() || pendingJoin != null;
    }

    private @Nullable PendingJoin pendingJoin() {
        return store.initialised() ? null : pendingJoin;
    }

    public Status status() {
        PendingJoin join = pendingJoin();
        if (!store.initialised() && join == null) {
            return new Status(false, true, 0, 0, 0, "");
        }
        SealedRootKey seal = join == null ? localSeal() : join.seal();
        boolean sealed = sealed();
        UnsealProgress collecting = progress;
        UnsealProgress.Status at = sealed && collecting != null ? collecting.status() : null;
        return new Status(
                true,
                sealed,
                seal == null ? 0 : seal.threshold(),
                seal == null ? 0 : seal.shares(),
                at == null ? 0 : at.progress(),
                at == null || at.progress() == 0 ? "" : at.nonce());
    }

    /** Until the duties run as well: otherwise nobody could give the shares again. */
    private boolean sealed() {
        return barrier.sealed() || !serving;
    }

    /** What this member has applied: the answer must not wait for a quorum. */
    private @Nullable SealedRootKey localSeal() {
        return barrier.localSealRecord();
    }

    /** From now on the shares given are those of the cluster to be joined. */
    public void joining(PendingJoin join) {
        lock.lock();
        try {
            if (store.initialised()) {
                throw RequestFailure.invalid("this node belongs to a cluster already");
            }
            forget();
            pendingJoin = join;
        } finally {
            lock.unlock();
        }
    }

    /**
     * One more share; opens the barrier when there are enough. The share is copied; the caller
     * wipes its own.
     *
     * @throws RequestFailure for a malformed share, or when the shares together do not open the
     *     seal (they are forgotten)
     */
    public Status submit(byte[] share) {
        acquire();
        try {
            if (!initialised()) {
                throw new RequestFailure(new Failure.NotInitialised());
            }
            if (sealed()) {
                submitSealed(share);
            }
            return status();
        } finally {
            lock.unlock();
        }
    }

    private void acquire() {
        try {
            if (lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new RequestFailure(
                new Failure.Unavailable("an unseal is under way; try again", PATIENCE));
    }

    /** The newest, so that the current shares open a member that missed a rekey. */
    private SealedRootKey sealRecord() {
        PendingJoin join = pendingJoin();
        SealedRootKey seal = join == null ? barrier.sealRecord() : join.seal();
        if (seal == null) {
            throw new RequestFailure(
                    new Failure.Unavailable(
                            "this member has not caught up with its cluster yet; try again",
                            PATIENCE));
        }
        return seal;
    }

    private void submitSealed(byte[] share) {
        SealedRootKey seal = sealRecord();
        UnsealProgress collecting = progress;
        if (collecting == null
                || progressFor == null
                || !progressFor.generation().equals(seal.generation())) {
            forget();
            collecting = new UnsealProgress(seal.shares(), seal.threshold(), random);
            progress = collecting;
            progressFor = seal;
        }
        Optional<List<byte[]>> complete;
        try {
            complete = collecting.submit(share);
        } catch (IllegalArgumentException | FormatException e) {
            throw RequestFailure.invalid("'key' is not a valid key share");
        }
        complete.ifPresent(shares -> open(seal, shares));
    }

    private void open(SealedRootKey seal, List<byte[]> shares) {
        try {
            RootKey rootKey = ShamirSeal.open(seal, shares);
            PendingJoin join = pendingJoin();
            if (join != null) {
                join(join, rootKey);
            }
            unseal(rootKey);
        } catch (WrongKeyException | IllegalArgumentException e) {
            throw RequestFailure.invalid(
                    "Unseal failed: the shares given do not open the seal; start again with all of them");
        } finally {
            shares.forEach(bytes -> Arrays.fill(bytes, (byte) 0));
            forget();
        }
    }

    private void join(PendingJoin join, RootKey rootKey) {
        try {
            join.complete(rootKey);
        } catch (RuntimeException e) {
            rootKey.close();
            throw e;
        } finally {
            if (store.initialised()) {
                pendingJoin = null;
            }
        }
    }

    /**
     * Opens the barrier with the root key itself, which the barrier takes over, and starts the
     * duties.
     */
    public void unseal(RootKey rootKey) {
        lock.lock();
        try {
            if (dutiesRun && barrier.sealed()) {
                stopDuties();
            }
            take(rootKey);
            try {
                startDuties();
                LOG.info("unsealed");
            } catch (RuntimeException | Error e) {
                LOG.warn("sealed again, since not everything could be started: {}", e.toString());
                seal();
                throw e;
            }
        } finally {
            lock.unlock();
        }
    }

    private void startDuties() {
        if (dutiesRun) {
            return;
        }
        dutiesRun = true;
        duties.forEach(Duty::unsealed);
        store.setServing(true);
        serving = true;
        Thread.ofVirtual().name("seal-watch").start(this::watch);
    }

    private void stopDuties() {
        dutiesRun = false;
        serving = false;
        store.setServing(false);
        for (Duty duty : duties.reversed()) {
            try {
                duty.sealing();
            } catch (RuntimeException e) {
                LOG.error(
                        "{} did not stop in order: {}",
                        duty.getClass().getSimpleName(),
                        e.toString());
            }
        }
    }

    /**
     * A barrier seals itself when its keys are replaced by ones that it cannot follow: the duties
     * have to hear of it.
     */
    private void watch() {
        while (!barrier.sealed()) {
            try {
                Thread.sleep(WATCH);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        lock.lock();
        try {
            // It may have been unsealed again meanwhile (another watch goes on), or sealed in order
            // (the shares given since are not to be forgotten).
            if (barrier.sealed() && dutiesRun) {
                seal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void take(RootKey rootKey) {
        try {
            barrier.unseal(rootKey);
        } catch (RuntimeException e) {
            LOG.warn("the barrier was not opened: {}", e.toString());
            barrier.seal();
            rootKey.close();
            throw e;
        }
    }

    /**
     * Stops the duties and wipes every key; hands leadership over where another member serves.
     * Nothing if sealed already.
     */
    public void seal() {
        lock.lock();
        try {
            forget();
            if (dutiesRun) {
                stopDuties();
            }
            if (!barrier.sealed()) {
                barrier.seal();
                LOG.info("sealed");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the shares given so far. */
    public Status reset() {
        acquire();
        try {
            forget();
            return status();
        } finally {
            lock.unlock();
        }
    }

    /** At the end of the process: audit files are closed and keys wiped before the store goes. */
    @Override
    public void destroy() {
        seal();
    }

    private void forget() {
        UnsealProgress collecting = progress;
        if (collecting != null) {
            collecting.reset();
        }
        progress = null;
        progressFor = null;
    }
}
