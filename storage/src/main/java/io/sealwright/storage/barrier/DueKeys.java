package io.sealwright.storage.barrier;

import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys of the due index: {@code ... | epoch millis(8) | kind(1) | namespace(4) | id}. Times are
 * rounded down to millis.
 */
final class DueKeys {
    static final Key PREFIX = Keys.of(Keys.ROOT_NAMESPACE, Keys.DUE, Keys.DUE_INDEX);
    static final int MAX_ID_BYTES = 64;

    private DueKeys() {}

    static Key key(Instant at, byte kind, int namespace, byte[] id) {
        if (id.length > MAX_ID_BYTES) {
            throw new IllegalArgumentException(
                    "a due id has at most " + MAX_ID_BYTES + " bytes, not " + id.length);
        }
        byte[] head =
                ByteBuffer.allocate(Long.BYTES + 1 + Integer.BYTES)
                        .putLong(millis(at))
                        .put(kind)
                        .putInt(namespace)
                        .array();
        return Keys.of(Keys.ROOT_NAMESPACE, Keys.DUE, Keys.DUE_INDEX, head, id);
    }

    private static long millis(Instant at) {
        long millis = at.toEpochMilli();
        if (millis < 0) {
            throw new IllegalArgumentException("a due time is not before 1970");
        }
        return millis;
    }

    /**
     * A key that is before every entry of this time and after every earlier one; null = before all.
     */
    static @Nullable Key before(Instant from) {
        if (!from.isAfter(Instant.EPOCH)) {
            return null;
        }
        byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(millis(from)).array();
        return Keys.of(Keys.ROOT_NAMESPACE, Keys.DUE, Keys.DUE_INDEX, time);
    }

    static Instant at(Key key) {
        return Instant.ofEpochMilli(rest(key).getLong());
    }

    static DueEntry entry(Key key, byte[] value) {
        byte[] bytes = key.bytes();
        return DueEntry.at(Arrays.copyOfRange(bytes, PREFIX.bytes().length, bytes.length), value);
    }

    private static ByteBuffer rest(Key key) {
        int head = PREFIX.bytes().length;
        return ByteBuffer.wrap(key.bytes(), head, key.bytes().length - head);
    }
}
