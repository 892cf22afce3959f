package io.sealwright.crypto;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ready-made ciphers and MACs of one key. The JDK's objects keep the last key they were given, so
 * they belong to the key's owner and not to threads: {@link #close()} wipes those at rest, and
 * those in use are wiped when they come back.
 *
 * <p>Thread-safe and lock-free. A thread looks in a few slots that follow from its id and makes a
 * new object when all are taken, so the pool never waits and holds at most {@value #SLOTS} objects.
 */
final class WipingPool<T extends Wipeable> implements AutoCloseable {
    private static final int SLOTS = 64;
    private static final int PROBES = 4;

    private final AtomicReferenceArray<@Nullable T> slots = new AtomicReferenceArray<>(SLOTS);
    private final Supplier<T> maker;
    private volatile boolean closed;

    WipingPool(Supplier<T> maker) {
        this.maker = maker;
    }

    /**
     * An object for the caller alone until {@link #giveBack}. Throws {@link IllegalStateException}
     * once closed.
     */
    T borrow() {
        if (closed) {
            throw new IllegalStateException("key is closed");
        }
        int start = slotOfThread();
        for (int probe = 0; probe < PROBES; probe++) {
            int slot = (start + probe) & (SLOTS - 1);
            if (slots.getPlain(slot) != null) {
                T found = slots.getAndSet(slot, null);
                if (found != null) {
                    return found;
                }
            }
        }
        return maker.get();
    }

    void giveBack(T item) {
        int start = slotOfThread();
        for (int probe = 0; probe < PROBES; probe++) {
            int slot = (start + probe) & (SLOTS - 1);
            if (slots.compareAndSet(slot, null, item)) {
                // close() may have passed this slot before the item was in it.
                if (closed) {
                    drain(slot);
                }
                return;
            }
        }
        item.wipe();
    }

    private static int slotOfThread() {
        long id = Thread.currentThread().threadId();
        return (int) ((id * 0x9E3779B97F4A7C15L) >>> 58);
    }

    /** Wipes all objects at rest; no object is lent any more. Repeated calls do no harm. */
    @Override
    public void close() {
        closed = true;
        for (int slot = 0; slot < SLOTS; slot++) {
            drain(slot);
        }
    }

    private void drain(int slot) {
        T item = slots.getAndSet(slot, null);
        if (item != null) {
            item.wipe();
        }
    }
}
