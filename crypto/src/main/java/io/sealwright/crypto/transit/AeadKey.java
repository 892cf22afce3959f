package io.sealwright.crypto.transit;

import io.sealwright.crypto.Digests;
import io.sealwright.crypto.OpenFailedException;
import io.sealwright.crypto.SecretAccess;
import io.sealwright.crypto.SecretBytes;
import java.lang.ref.Reference;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A symmetric key that encrypts: AES-GCM, ChaCha20-Poly1305 or XChaCha20-Poly1305. What it makes is
 * {@code nonce || ciphertext || tag}.
 */
public final class AeadKey implements VersionKey {
    /** How often a key with nonces of 96 bits may encrypt (NIST SP 800-38D, 8.3). */
    public static final long MAX_ENCRYPTIONS = 1L << 32;

    private static final int MAC_LENGTH = 32;

    private final KeyType type;
    private final Held held;

    private record Held(SecretBytes key, Aead aead) implements Runnable {
        @Override
        public void run() {
            key.close();
            aead.close();
        }
    }

    private AeadKey(KeyType type, Held held) {
        this.type = type;
        this.held = held;
        Wiping.whenUnreachable(this, held);
    }

    static AeadKey generate(KeyType type, SecureRandom random) {
        byte[] key = new byte[type.length()];
        random.nextBytes(key);
        try {
            return of(type, key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /**
     * Works under a copy of {@code key}.
     *
     * @throws RefusedException if its length is not that of the type
     */
    public static AeadKey of(KeyType type, byte[] key) {
        if (key.length != type.length()) {
            throw new RefusedException(
                    "invalid key size " + key.length + " bytes for key type " + type);
        }
        return new AeadKey(type, new Held(SecretBytes.copyOf(key), Aead.of(type, key)));
    }

    @Override
    public KeyType type() {
        return type;
    }

    /** Whether its random nonces are so short that they repeat some day. */
    public boolean countsEncryptions() {
        return type != KeyType.XCHACHA20_POLY1305;
    }

    @Override
    public byte[] privatePart() {
        try {
            return held.key.expose(SecretAccess.insecure());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public byte[] publicPart() {
        return new byte[0];
    }

    /**
     * Encrypts under the key, or under one derived from it.
     *
     * @throws RefusedException if the derivation is not possible
     */
    public byte[] encrypt(byte[] plaintext, byte[] aad, @Nullable Derivation derivation) {
        try {
            if (derivation == null) {
                return held.aead.seal(plaintext, aad);
            }
            return derivation.convergent()
                    ? sealConvergent(plaintext, aad, derivation)
                    : sealDerived(plaintext, aad, derivation);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private byte[] sealDerived(byte[] plaintext, byte[] aad, Derivation derivation) {
        byte[] key = derive(derivation, type.length());
        try (Aead aead = Aead.of(type, key)) {
            return aead.seal(plaintext, aad);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Convergent encryption in its third version, the only one that is still allowed. */
    private byte[] sealConvergent(byte[] plaintext, byte[] aad, Derivation derivation) {
        byte[] both = derive(derivation, type.length() + MAC_LENGTH);
        byte[] key = Arrays.copyOf(both, type.length());
        try (Aead aead = Aead.of(type, key);
                SecretBytes mac =
                        SecretBytes.adopt(Arrays.copyOfRange(both, type.length(), both.length))) {
            byte[] nonce = Arrays.copyOf(Digests.hmacSha256(mac, plaintext), aead.nonceLength());
            return aead.sealWithNonce(nonce, plaintext, aad);
        } finally {
            Arrays.fill(both, (byte) 0);
            Arrays.fill(key, (byte) 0);
        }
    }

    /**
     * The plaintext of what {@link #encrypt} made with the same derivation.
     *
     * @throws RefusedException if anything differs
     */
    public byte[] decrypt(byte[] sealed, byte[] aad, @Nullable Derivation derivation) {
        if (sealed.length < held.aead.nonceLength()) {
            throw new RefusedException("invalid ciphertext length");
        }
        try {
            return derivation == null
                    ? held.aead.open(sealed, aad)
                    : openDerived(sealed, aad, derivation);
        } catch (OpenFailedException e) {
            throw new RefusedException(
                    type == KeyType.AES128_GCM96 || type == KeyType.AES256_GCM96
                            ? "cipher: message authentication failed"
                            : "chacha20poly1305: message authentication failed");
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private byte[] openDerived(byte[] sealed, byte[] aad, Derivation derivation) {
        byte[] key = derive(derivation, type.length());
        try (Aead aead = Aead.of(type, key)) {
            return aead.open(sealed, aad);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private byte[] derive(Derivation derivation, int length) {
        byte[] key = held.key.expose(SecretAccess.insecure());
        try {
            return derivation.kdf().derive(key, derivation.context(), length);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return "AeadKey[" + type + "]";
    }
}
