package io.sealwright.storage.barrier;

import io.sealwright.storage.Key;
import org.jspecify.annotations.Nullable;

/** How one attempt of a transaction ended. */
sealed interface Attempt<T extends @Nullable Object> {
    /** Committed, or there was nothing to commit. */
    record Done<T extends @Nullable Object>(T value, boolean committed) implements Attempt<T> {}

    /**
     * Refused by the store: this key was not as expected, or this counter too low. Nothing was
     * written.
     */
    record Conflicted<T extends @Nullable Object>(Key key) implements Attempt<T> {}

    /** Not handed to the store: another transaction of this node has its turn at this key. */
    record Yielded<T extends @Nullable Object>(Key key) implements Attempt<T> {}

    /** Not handed to the store: another node has its turn at this key. */
    record Waiting<T extends @Nullable Object>(Key key) implements Attempt<T> {}
}
