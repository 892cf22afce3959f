package io.sealwright.storage.barrier;

import java.util.Arrays;

/**
 * A name that came into a folder or went since its pages were written: {@code version(1) | 1 =
 * added, 2 = removed | name}.
 */
record NameDelta(boolean added, byte[] name) {
    private static final byte VERSION = 1;
    private static final byte ADDED = 1;
    private static final byte REMOVED = 2;

    static byte[] encode(boolean added, byte[] name) {
        byte[] plain = new byte[2 + name.length];
        plain[0] = VERSION;
        plain[1] = added ? ADDED : REMOVED;
        System.arraycopy(name, 0, plain, 2, name.length);
        return plain;
    }

    static NameDelta decode(byte[] plain) {
        if (plain.length < 3 || plain[0] != VERSION || (plain[1] != ADDED && plain[1] != REMOVED)) {
            throw new CorruptRecordException("a name's delta has an unknown version");
        }
        return new NameDelta(plain[1] == ADDED, Arrays.copyOfRange(plain, 2, plain.length));
    }

    @Override
    public String toString() {
        return "NameDelta[added=" + added + "]";
    }
}
