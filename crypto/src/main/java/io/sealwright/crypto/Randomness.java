package io.sealwright.crypto;

import java.security.SecureRandom;

/** The process's own generator for nonces, where callers have no reason to bring one. */
final class Randomness {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Randomness() {}

    static SecureRandom secure() {
        return RANDOM;
    }
}
