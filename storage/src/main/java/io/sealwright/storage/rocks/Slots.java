package io.sealwright.storage.rocks;

import io.sealwright.storage.Key;
import java.util.Arrays;

/**
 * Database keys of the data family: {@code slot (1) | key}. The slot tells the generation, so that
 * a restore can fill the next one beside the live one; only two generations ever exist.
 */
final class Slots {
    private static final int SLOTS = 200;

    private Slots() {}

    static byte slot(long generation) {
        return (byte) (1 + generation % SLOTS);
    }

    static byte[] databaseKey(byte slot, Key key) {
        byte[] plain = key.bytes();
        byte[] slotted = new byte[1 + plain.length];
        slotted[0] = slot;
        System.arraycopy(plain, 0, slotted, 1, plain.length);
        return slotted;
    }

    static Key key(byte[] databaseKey) {
        return new Key(Arrays.copyOfRange(databaseKey, 1, databaseKey.length));
    }

    /**
     * The first database key after all that start with this one. The slot byte is never 0xff, so
     * there is one.
     */
    static byte[] end(byte[] prefix) {
        int last = prefix.length - 1;
        while (prefix[last] == (byte) 0xff) {
            last--;
        }
        byte[] end = Arrays.copyOf(prefix, last + 1);
        end[last]++;
        return end;
    }
}
