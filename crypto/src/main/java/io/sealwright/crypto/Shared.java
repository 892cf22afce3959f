package io.sealwright.crypto;

import java.util.concurrent.atomic.AtomicInteger;

/** Key material that several keyrings use; wiped when the last of them is closed. Thread-safe. */
final class Shared<T extends Wipeable> {
    private final T value;
    private final AtomicInteger users = new AtomicInteger(1);

    Shared(T value) {
        this.value = value;
    }

    T get() {
        return value;
    }

    /** Adds a user; throws {@link IllegalStateException} if the last one is already gone. */
    Shared<T> retain() {
        if (users.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            throw new IllegalStateException("key is closed");
        }
        return this;
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            value.wipe();
        }
    }
}
