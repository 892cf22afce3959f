package io.sealwright.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * The permanent 32-byte key of a keyring, from which the key of each {@link HashPurpose} is
 * derived. Thread-safe.
 */
final class NameKey implements Wipeable {
    static final int LENGTH = 32;
    private static final String LABEL_PREFIX = "sealwright/hash/";

    private final LockedMemory key;
    private final Map<HashPurpose, WipingPool<HmacState>> states = new EnumMap<>(HashPurpose.class);

    /** Holds a copy of {@code bytes}. */
    NameKey(byte[] bytes) {
        key = LockedMemory.copyOf(bytes);
        for (HashPurpose purpose : HashPurpose.values()) {
            states.put(purpose, new WipingPool<>(() -> newState(purpose)));
        }
    }

    private HmacState newState(HashPurpose purpose) {
        byte[] root = key.read();
        byte[] info = (LABEL_PREFIX + purpose.label()).getBytes(StandardCharsets.UTF_8);
        byte[] derived = Digests.hkdfSha256(root, new byte[0], info, LENGTH);
        try {
            return new HmacState(derived);
        } finally {
            Arrays.fill(root, (byte) 0);
            Arrays.fill(derived, (byte) 0);
        }
    }

    byte[] hash(HashPurpose purpose, byte[]... parts) {
        WipingPool<HmacState> pool = states.get(purpose);
        if (pool == null) {
            throw new IllegalStateException("no key for purpose " + purpose);
        }
        HmacState state = pool.borrow();
        try {
            return state.hash(parts);
        } finally {
            pool.giveBack(state);
        }
    }

    /** A copy, which the caller wipes. */
    byte[] expose() {
        return key.read();
    }

    @Override
    public void wipe() {
        states.values().forEach(WipingPool::close);
        key.close();
    }
}
