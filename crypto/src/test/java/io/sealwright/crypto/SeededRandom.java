package io.sealwright.crypto;

import java.security.SecureRandom;
import java.util.Random;

/** A repeatable {@link SecureRandom} for property tests and golden files. */
@SuppressWarnings("serial")
final class SeededRandom extends SecureRandom {
    private final transient Random source;

    SeededRandom(long seed) {
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
}
