package io.sealwright.crypto;

import java.time.Instant;

/** One term of a keyring: its number, when it was made, and its key. */
final class TermKey implements Wipeable {
    private final int term;
    private final Instant installedAt;
    private final Xaes256Gcm cipher;

    /** Holds a copy of {@code key}. */
    TermKey(int term, Instant installedAt, byte[] key) {
        this.term = term;
        this.installedAt = installedAt;
        this.cipher = Xaes256Gcm.copyOf(key);
    }

    int term() {
        return term;
    }

    Instant installedAt() {
        return installedAt;
    }

    Xaes256Gcm cipher() {
        return cipher;
    }

    @Override
    public void wipe() {
        cipher.close();
    }
}
