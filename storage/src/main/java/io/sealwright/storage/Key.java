package io.sealwright.storage;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A storage key: {@code namespace id (4) | family (1) | space id (8) | rest}, compared as unsigned
 * bytes.
 *
 * <p>Immutable and thread-safe; callers must not change an array that they handed in. At most
 * {@value #MAX_BYTES} bytes.
 */
public record Key(byte[] bytes) implements Comparable<Key> {
    public static final int MAX_BYTES = 1024;

    public Key {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a key has 1 to " + MAX_BYTES + " bytes, not " + bytes.length);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return "Key[" + HexFormat.of().formatHex(bytes) + "]";
    }
}
