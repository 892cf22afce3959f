package io.sealwright.crypto;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * AES-256-GCM with random 96-bit nonces under one key, for formats that prescribe it. At most 2^32
 * encryptions may be made with a key over all nodes together (NIST SP 800-38D, 8.3): the caller
 * counts. For our own formats use {@link Xaes256Gcm}.
 *
 * <p>Thread-safe. After {@link #close()} no cached cipher holds the key, and further use throws
 * {@link IllegalStateException}; calls in progress finish.
 */
public final class AesGcm implements AutoCloseable {
    /** Length of the nonce in bytes. */
    public static final int NONCE_LENGTH = GcmCipher.NONCE_LENGTH;

    /** How much longer a sealed value is than its plaintext: nonce and tag, in bytes. */
    public static final int OVERHEAD = NONCE_LENGTH + GcmCipher.TAG_LENGTH;

    private final LockedMemory key;
    private final SecureRandom random;
    private final WipingPool<GcmCipher> ciphers = new WipingPool<>(GcmCipher::new);

    private AesGcm(LockedMemory key, SecureRandom random) {
        this.key = key;
        this.random = random;
    }

    /**
     * Works under a copy of {@code key} (16 or 32 bytes), which the caller still owns and wipes.
     */
    public static AesGcm copyOf(byte[] key) {
        if (key.length != 16 && key.length != 32) {
            throw new IllegalArgumentException(
                    "AES-GCM needs a key of 16 or 32 bytes, not " + key.length);
        }
        return new AesGcm(LockedMemory.copyOf(key), Randomness.secure());
    }

    /** {@code nonce(12) || ciphertext || tag(16)} under a fresh random nonce. */
    public byte[] seal(byte[] plaintext, byte[] aad) {
        byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        return sealWithNonce(nonce, plaintext, aad);
    }

    /** For formats that bring their nonce: it must never have been used with this key. */
    public byte[] sealWithNonce(byte[] nonce, byte[] plaintext, byte[] aad) {
        if (nonce.length != NONCE_LENGTH) {
            throw new IllegalArgumentException("AES-GCM nonce has 12 bytes, not " + nonce.length);
        }
        byte[] out = new byte[Math.addExact(OVERHEAD, plaintext.length)];
        System.arraycopy(nonce, 0, out, 0, NONCE_LENGTH);
        GcmCipher cipher = ciphers.borrow();
        byte[] bytes = key.read();
        try {
            cipher.seal(RawKey.aes(bytes), out, 0, NONCE_LENGTH, plaintext, aad);
        } finally {
            Arrays.fill(bytes, (byte) 0);
            ciphers.giveBack(cipher);
        }
        return out;
    }

    /**
     * The plaintext of {@code nonce || ciphertext || tag}; throws {@link OpenFailedException} if
     * anything differs.
     */
    public byte[] open(byte[] sealed, byte[] aad) {
        if (sealed.length < OVERHEAD) {
            throw new OpenFailedException("sealed value is too short: " + sealed.length + " bytes");
        }
        GcmCipher cipher = ciphers.borrow();
        byte[] bytes = key.read();
        try {
            return cipher.open(RawKey.aes(bytes), sealed, 0, NONCE_LENGTH, aad);
        } finally {
            Arrays.fill(bytes, (byte) 0);
            ciphers.giveBack(cipher);
        }
    }

    /** Wipes the key and every cipher that held it; repeated calls do nothing. */
    @Override
    public void close() {
        ciphers.close();
        key.close();
    }
}
