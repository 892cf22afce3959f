package io.sealwright.crypto.transit;

import java.security.SecureRandom;
import java.util.Random;

/** Repeatable random values for tests. */
final class Seeded extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient Random source;

    Seeded(long seed) {
        source = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        source.nextBytes(bytes);
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        nextBytes(bytes);
        return bytes;
    }

    int below(int bound) {
        return source.nextInt(bound);
    }
}
