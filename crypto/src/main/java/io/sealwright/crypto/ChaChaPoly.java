package io.sealwright.crypto;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * ChaCha20-Poly1305 (RFC 8439) and XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) under one key,
 * for formats that prescribe them. The nonces of the first have 96 bits, so at most 2^32 random
 * ones may be used with a key over all nodes together; those of the second have 192 bits and need
 * no count.
 *
 * <p>Thread-safe. After {@link #close()} no cached cipher holds the key, and further use throws
 * {@link IllegalStateException}; calls in progress finish.
 */
public final class ChaChaPoly implements AutoCloseable {
    /** Length of the tag in bytes. */
    public static final int TAG_LENGTH = ChaChaCipher.TAG_LENGTH;

    private static final int LONG_NONCE = 24;
    private static final int HASHED_NONCE = 16;

    private final LockedMemory key;
    private final boolean extended;
    private final SecureRandom random = Randomness.secure();
    private final WipingPool<ChaChaCipher> ciphers = new WipingPool<>(ChaChaCipher::new);

    private ChaChaPoly(LockedMemory key, boolean extended) {
        this.key = key;
        this.extended = extended;
    }

    /**
     * Works under a copy of {@code key} (32 bytes), which the caller still owns and wipes.
     *
     * @param extended XChaCha20 with nonces of 24 bytes, else ChaCha20 with nonces of 12
     */
    public static ChaChaPoly copyOf(byte[] key, boolean extended) {
        if (key.length != ChaChaCipher.KEY_LENGTH) {
            throw new IllegalArgumentException("ChaCha20 needs 32 bytes, not " + key.length);
        }
        return new ChaChaPoly(LockedMemory.copyOf(key), extended);
    }

    /** Length of the nonce in bytes. */
    public int nonceLength() {
        return extended ? LONG_NONCE : ChaChaCipher.NONCE_LENGTH;
    }

    /** {@code nonce || ciphertext || tag(16)} under a fresh random nonce. */
    public byte[] seal(byte[] plaintext, byte[] aad) {
        byte[] nonce = new byte[nonceLength()];
        random.nextBytes(nonce);
        return sealWithNonce(nonce, plaintext, aad);
    }

    /** For formats that bring their nonce: it must never have been used with this key. */
    public byte[] sealWithNonce(byte[] nonce, byte[] plaintext, byte[] aad) {
        if (nonce.length != nonceLength()) {
            throw new IllegalArgumentException(
                    "the nonce has " + nonceLength() + " bytes, not " + nonce.length);
        }
        byte[] out = Arrays.copyOf(nonce, nonce.length + plaintext.length + TAG_LENGTH);
        ChaChaCipher cipher = ciphers.borrow();
        byte[] bytes = keyFor(nonce);
        try {
            cipher.seal(bytes, shortNonce(nonce), plaintext, aad, out, nonce.length);
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
        int length = nonceLength();
        if (sealed.length < length + TAG_LENGTH) {
            throw new OpenFailedException("sealed value is too short: " + sealed.length + " bytes");
        }
        byte[] nonce = Arrays.copyOf(sealed, length);
        ChaChaCipher cipher = ciphers.borrow();
        byte[] bytes = keyFor(nonce);
        try {
            return cipher.open(bytes, shortNonce(nonce), sealed, length, aad);
        } finally {
            Arrays.fill(bytes, (byte) 0);
            ciphers.giveBack(cipher);
        }
    }

    private byte[] keyFor(byte[] nonce) {
        byte[] bytes = key.read();
        if (!extended) {
            return bytes;
        }
        byte[] subkey = HChaCha20.subkey(bytes, nonce);
        Arrays.fill(bytes, (byte) 0);
        return subkey;
    }

    private byte[] shortNonce(byte[] nonce) {
        if (!extended) {
            return nonce;
        }
        byte[] rest = new byte[ChaChaCipher.NONCE_LENGTH];
        int length = LONG_NONCE - HASHED_NONCE;
        System.arraycopy(nonce, HASHED_NONCE, rest, rest.length - length, length);
        return rest;
    }

    /** Wipes the key and every cipher that held it; repeated calls do nothing. */
    @Override
    public void close() {
        ciphers.close();
        key.close();
    }
}
