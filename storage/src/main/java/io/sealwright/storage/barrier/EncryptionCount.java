package io.sealwright.storage.barrier;

import io.sealwright.crypto.Keyring;
import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import io.sealwright.storage.View;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Counts what all nodes together sealed under the active term, roughly: each node adds its own
 * number to a stored counter along with some transaction that commits anyway, at most once a
 * minute. What a node had not added when it stopped is lost. Thread-safe.
 */
final class EncryptionCount {
    static final Duration EVERY = Duration.ofMinutes(1);

    private final BarrierKeys keys;
    private @Nullable Keyring counting;
    private long counted;
    private long lastNanos = System.nanoTime();

    EncryptionCount(BarrierKeys keys) {
        this.keys = keys;
    }

    static Key key(int term) {
        byte[] number = ByteBuffer.allocate(Integer.BYTES).putInt(term).array();
        return Keys.of(Keys.ROOT_NAMESPACE, Keys.COUNTER, Keys.ENCRYPTIONS, number);
    }

    /** A number on its way into the store. */
    final class Claim {
        private final @Nullable Keyring keyring;
        private final long number;

        private Claim(@Nullable Keyring keyring, long number) {
            this.keyring = keyring;
            this.number = number;
        }

        /** The transaction that carried it is committed. */
        void counted() {
            if (number > 0) {
                settle(keyring, number);
            }
        }
    }

    /** Adds this node's number to the transaction, if it is time. */
    Claim claim(BufferedTransaction transaction) {
        Claim claim = take();
        if (claim.keyring != null) {
            Key key = key(claim.keyring.activeTerm());
            if (transaction.counter(key) == null) {
                return new Claim(null, 0);
            }
            transaction.add(key, claim.number, 0);
        }
        return claim;
    }

    private synchronized Claim take() {
        Keyring keyring = keys.require().keyring();
        long uncounted = uncounted(keyring);
        long now = System.nanoTime();
        if (uncounted == 0 || now - lastNanos < EVERY.toNanos()) {
            return new Claim(null, 0);
        }
        // Also if the transaction fails: the next minute is soon enough.
        lastNanos = now;
        return new Claim(keyring, uncounted);
    }

    private synchronized void settle(@Nullable Keyring keyring, long number) {
        if (keyring == counting) {
            counted += number;
        }
    }

    private long uncounted(Keyring keyring) {
        if (keyring != counting) {
            counting = keyring;
            counted = 0;
        }
        return keyring.encryptions() - counted;
    }

    /** How many values were sealed under the active term, as far as this node knows. */
    synchronized long total(View view) {
        Keyring keyring = keys.require().keyring();
        Entry stored = view.get(key(keyring.activeTerm()));
        return (stored == null ? 0 : Counters.decode(stored.value())) + uncounted(keyring);
    }

    /** As if the last addition were long ago; for tests. */
    synchronized void due() {
        lastNanos = System.nanoTime() - EVERY.toNanos();
    }
}
