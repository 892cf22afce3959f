package io.sealwright.storage.apply;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Mutation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Arithmetic of 8-byte big-endian signed counters. */
final class Counter {
    private Counter() {}

    /** 0 if absent. */
    static long value(@Nullable Entry entry) {
        return entry == null ? 0 : ByteBuffer.wrap(entry.value()).getLong();
    }

    static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    /** Null if the counter is absent, is no counter, overflows or would go below the floor. */
    static @Nullable Entry add(@Nullable Entry old, Mutation.Add add, long revision) {
        if (old == null || old.value().length != Long.BYTES) {
            return null;
        }
        long value = value(old);
        long sum = value + add.delta();
        boolean overflow = ((value ^ sum) & (add.delta() ^ sum)) < 0;
        if (overflow || sum < add.floor()) {
            return null;
        }
        return new Entry(revision, bytes(sum));
    }
}
