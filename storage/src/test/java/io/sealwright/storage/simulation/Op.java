package io.sealwright.storage.simulation;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.WriteSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One operation of a client: what it asked, when, and what it was told. */
final class Op {
    final int client;
    final long start;
    final @Nullable WriteSet write;
    long end = -1;

    /** Of a write that was answered. */
    @Nullable Outcome outcome;

    /** Of a write: the store said that nothing was written. */
    boolean nothing;

    /** Of a read that was answered; an absent key has no entry. */
    @Nullable Map<Key, Entry> seen;

    Iterable<Key> keys = java.util.List.of();
    long viewIndex = -1;

    Op(int client, long start, @Nullable WriteSet write) {
        this.client = client;
        this.start = start;
        this.write = write;
    }

    boolean answered() {
        return outcome != null || seen != null;
    }

    @Override
    public String toString() {
        return "client %d, %.3f to %.3f ms: %s"
                .formatted(
                        client,
                        start / 1000.0,
                        end / 1000.0,
                        write == null
                                ? "read at " + viewIndex + " of " + seen
                                : write + " -> " + outcome + (nothing ? " nothing" : ""));
    }
}
