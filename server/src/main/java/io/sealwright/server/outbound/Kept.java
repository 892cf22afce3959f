package io.sealwright.server.outbound;

import java.time.Duration;

/** Something that is kept, and may be had anew. Thread-safe. */
public sealed interface Kept<T> permits Refreshed, Kept.Fixed {
    /**
     * @param wait the longest to wait where nothing usable is kept
     * @throws OutboundException if there is nothing that may be used
     */
    T get(Duration wait);

    /**
     * Another value than one that turned out not to be enough, or the same if none can be had now.
     */
    T otherThan(T value, Duration wait);

    /** What never changes. */
    record Fixed<T>(T value) implements Kept<T> {
        @Override
        public T get(Duration wait) {
            return value;
        }

        @Override
        public T otherThan(T other, Duration wait) {
            return value;
        }
    }
}
