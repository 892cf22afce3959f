package io.sealwright.crypto;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * XAES-256-GCM (C2SP, https://c2sp.org/XAES-256-GCM) under one 32-byte key: random 192-bit nonces,
 * so that no count of encryptions has to be kept (2^80 of them at a collision risk of 2^-32). It is
 * not key-committing.
 *
 * <p>Thread-safe. After {@link #close()} no cached cipher holds the key or the key of a value, and
 * further use throws {@link IllegalStateException}; calls in progress finish.
 */
public final class Xaes256Gcm implements AutoCloseable {
    /** Length of the key in bytes. */
    public static final int KEY_LENGTH = XaesCipher.KEY_LENGTH;

    /** Length of the nonce in bytes. */
    public static final int NONCE_LENGTH = XaesCipher.NONCE_LENGTH;

    /** How much longer a sealed value is than its plaintext: nonce and tag, in bytes. */
    public static final int OVERHEAD = NONCE_LENGTH + GcmCipher.TAG_LENGTH;

    private static final byte[] NO_HEADER = {};

    private final LockedMemory key;
    private final SecureRandom random;
    private final WipingPool<XaesCipher> ciphers = new WipingPool<>(this::newCipher);

    private Xaes256Gcm(LockedMemory key, SecureRandom random) {
        this.key = key;
        this.random = random;
    }

    /** Works under a copy of {@code key} (32 bytes), which the caller still owns and wipes. */
    public static Xaes256Gcm copyOf(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "XAES-256-GCM needs a key of 32 bytes, not " + key.length);
        }
        return new Xaes256Gcm(LockedMemory.copyOf(key), Randomness.secure());
    }

    private XaesCipher newCipher() {
        byte[] bytes = key.read();
        try {
            return new XaesCipher(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** {@code nonce(24) || ciphertext || tag(16)} under a fresh random nonce. */
    public byte[] seal(byte[] plaintext, byte[] aad) {
        return seal(NO_HEADER, plaintext, aad);
    }

    /**
     * The plaintext of what {@link #seal} made with the same AAD; throws {@link
     * OpenFailedException} otherwise.
     */
    public byte[] open(byte[] sealed, byte[] aad) {
        return open(sealed, 0, aad);
    }

    /** {@code header || nonce || ciphertext || tag}, the header authenticated before the AAD. */
    byte[] seal(byte[] header, byte[] plaintext, byte[] aad) {
        byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        return sealWithNonce(header, nonce, plaintext, aad);
    }

    /** For test vectors: a nonce may be used only once with a key. */
    byte[] sealWithNonce(byte[] header, byte[] nonce, byte[] plaintext, byte[] aad) {
        byte[] out = new byte[Math.addExact(header.length + OVERHEAD, plaintext.length)];
        System.arraycopy(header, 0, out, 0, header.length);
        System.arraycopy(nonce, 0, out, header.length, NONCE_LENGTH);
        XaesCipher cipher = ciphers.borrow();
        try {
            cipher.seal(out, header.length, plaintext, aad);
        } finally {
            ciphers.giveBack(cipher);
        }
        return out;
    }

    byte[] open(byte[] sealed, int headerLength, byte[] aad) {
        if (sealed.length < headerLength + OVERHEAD) {
            throw new OpenFailedException("sealed value is too short: " + sealed.length + " bytes");
        }
        XaesCipher cipher = ciphers.borrow();
        try {
            return cipher.open(sealed, headerLength, aad);
        } finally {
            ciphers.giveBack(cipher);
        }
    }

    /** A copy of the key, which the caller wipes. */
    byte[] exposeKey() {
        return key.read();
    }

    LockedMemory.Protection protection() {
        return key.protection();
    }

    /** Wipes the key and every cipher that held it; repeated calls do nothing. */
    @Override
    public void close() {
        ciphers.close();
        key.close();
    }
}
