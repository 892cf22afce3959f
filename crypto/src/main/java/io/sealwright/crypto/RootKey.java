package io.sealwright.crypto;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The 32-byte key at the root of everything: it seals the keyring and is itself stored only wrapped
 * by a seal. Held in {@link LockedMemory} while unsealed.
 *
 * <p>Thread-safe; use after {@link #close()} throws {@link IllegalStateException}.
 */
public final class RootKey implements AutoCloseable {
    /** Length in bytes. */
    public static final int LENGTH = 32;

    private static final byte FORMAT = 1;
    private static final byte[] HEADER = {FORMAT};
    private static final String DERIVE_PREFIX = "sealwright/root-key/";

    private final Xaes256Gcm cipher;

    private RootKey(Xaes256Gcm cipher) {
        this.cipher = cipher;
    }

    /** A new random key. */
    public static RootKey generate(SecureRandom random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        try {
            return copyOf(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Holds a copy of {@code bytes} (32), which the caller still owns and wipes. */
    static RootKey copyOf(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a root key has 32 bytes, not " + bytes.length);
        }
        return new RootKey(Xaes256Gcm.copyOf(bytes));
    }

    /**
     * {@code format(1) || nonce(24) || ciphertext || tag(16)}, by XAES-256-GCM under a random
     * nonce.
     */
    public byte[] seal(byte[] plaintext, byte[] aad) {
        return cipher.seal(HEADER, plaintext, aad);
    }

    /**
     * The plaintext of what {@link #seal} made with the same AAD; throws {@link
     * OpenFailedException} otherwise.
     */
    public byte[] open(byte[] sealed, byte[] aad) {
        if (sealed.length == 0 || sealed[0] != FORMAT) {
            throw new OpenFailedException("not sealed by a root key, or in an unknown format");
        }
        return cipher.open(sealed, HEADER.length, aad);
    }

    /**
     * A 32-byte key of its own for {@code label}, by HKDF-SHA256 (RFC 5869). It tells nothing about
     * the root key, so it can prove to another member that this one is unsealed.
     */
    public SecretBytes derive(String label) {
        byte[] key = cipher.exposeKey();
        try {
            byte[] info = (DERIVE_PREFIX + label).getBytes(StandardCharsets.UTF_8);
            return SecretBytes.adopt(Digests.hkdfSha256(key, new byte[0], info, LENGTH));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** A copy for a seal to wrap; the caller closes it. */
    SecretBytes expose() {
        return SecretBytes.adopt(cipher.exposeKey());
    }

    /** What the system granted for the memory of this key. */
    public LockedMemory.Protection protection() {
        return cipher.protection();
    }

    /** Wipes the key and every cipher that held it; repeated calls do nothing. */
    @Override
    public void close() {
        cipher.close();
    }

    @Override
    public String toString() {
        return "RootKey";
    }
}
