package io.sealwright.storage.rocks;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts holders of something native; the last release frees it, and it cannot be taken again.
 * Starts with one holder.
 */
abstract class RefCount {
    private final AtomicInteger holders = new AtomicInteger(1);

    final boolean tryRetain() {
        int now = holders.get();
        while (now > 0) {
            if (holders.compareAndSet(now, now + 1)) {
                return true;
            }
            now = holders.get();
        }
        return false;
    }

    final void release() {
        int left = holders.decrementAndGet();
        if (left == 0) {
            free();
        }
        if (left < 0) {
            throw new IllegalStateException("released more often than taken");
        }
    }

    abstract void free();
}
