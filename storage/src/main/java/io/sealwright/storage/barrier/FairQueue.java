package io.sealwright.storage.barrier;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.Key;
import io.sealwright.storage.StoreException;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where transactions of this node wait for their turn at a key that they were in conflict over:
 * first come, first served. For fairness only; nothing is wrong if two go at once. Keys share
 * {@value #STRIPES} stripes. Thread-safe.
 */
final class FairQueue {
    private static final int STRIPES = 512;
    private final int maxWaiting;
    private final Stripe[] stripes = new Stripe[STRIPES];

    private static final class Stripe {
        final ReentrantLock lock = new ReentrantLock(true);
        final AtomicInteger inside = new AtomicInteger();

        /** The key for which the lock is held; another key of the same stripe is not busy. */
        volatile @Nullable Key served;
    }

    FairQueue(int maxWaiting) {
        this.maxWaiting = maxWaiting;
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    /** The turn at one stripe, held by the thread that entered. */
    final class Turn implements AutoCloseable {
        private @Nullable Stripe held;

        /** Gives up what is held and waits for this key's turn. */
        void enter(Key key, Deadline deadline) {
            Stripe stripe = stripe(key);
            if (stripe == held) {
                stripe.served = key;
                return;
            }
            close();
            if (stripe.inside.incrementAndGet() > maxWaiting) {
                stripe.inside.decrementAndGet();
                throw new ConflictException();
            }
            try {
                if (!stripe.lock.tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                    stripe.inside.decrementAndGet();
                    throw new ConflictException();
                }
                held = stripe;
                stripe.served = key;
            } catch (InterruptedException e) {
                stripe.inside.decrementAndGet();
                Thread.currentThread().interrupt();
                throw new StoreException.Unavailable("interrupted while waiting for a turn", e);
            }
        }

        boolean entered() {
            return held != null;
        }

        @Override
        public void close() {
            Stripe stripe = held;
            if (stripe != null) {
                held = null;
                if (!stripe.lock.hasQueuedThreads()) {
                    stripe.served = null;
                }
                stripe.lock.unlock();
                stripe.inside.decrementAndGet();
            }
        }
    }

    Turn turn() {
        return new Turn();
    }

    /** The first of these keys at which another thread has its turn; null if there is none. */
    @Nullable Key busy(Collection<Key> keys) {
        for (Key key : keys) {
            Stripe stripe = stripe(key);
            if (key.equals(stripe.served) && !stripe.lock.isHeldByCurrentThread()) {
                return key;
            }
        }
        return null;
    }

    private Stripe stripe(Key key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return stripes[hash >>> 23];
    }
}
