package io.sealwright.storage.apply;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Mutation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Arithmetic of 8-byte big-endian signed counters. */
final class Counter {
    private Counter() {}

    /** Null if the counter is absent, is no counter, overflows or would go below the floor. */
    static @Nullable Entry add(@Nullable Entry old, Mutation.Add add, long revision) {
        if (old == null || old.value().length != Long.BYTES) {
            return null;
        }
        long value = ByteBuffer.wrap(old.value()).getLong();
        long sum = value + add.delta();
        boolean overflow = ((value ^ sum) & (add.delta() ^ sum)) < 0;
        if (overflow || sum < add.floor()) {
            return null;
        }
        return new Entry(revision, ByteBuffer.allocate(Long.BYTES).putLong(sum).array());
    }
}
