package io.sealwright.crypto.transit;

import java.lang.ref.Cleaner;

/**
 * Closes what a key holds once nobody can reach the key: keys are shared by requests and kept in
 * caches that drop them without a word, so that nobody can tell when to close one.
 */
final class Wiping {
    private static final Cleaner CLEANER = Cleaner.create();

    private Wiping() {}

    /**
     * @param held must not refer to the owner. Methods of the owner that use it end with {@code
     *     Reference.reachabilityFence(this)}.
     */
    static void whenUnreachable(Object owner, Runnable held) {
        CLEANER.register(owner, held);
    }
}
