package io.sealwright.crypto.transit;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a key is and what it can do. The order is that of the numbers by which backups name the
 * types: only append.
 */
public enum KeyType {
    AES256_GCM96("aes256-gcm96", 32),
    ECDSA_P256("ecdsa-p256", 32),
    ED25519("ed25519", 32),
    RSA_2048("rsa-2048", 256),
    RSA_4096("rsa-4096", 512),
    CHACHA20_POLY1305("chacha20-poly1305", 32),
    ECDSA_P384("ecdsa-p384", 48),
    ECDSA_P521("ecdsa-p521", 66),
    AES128_GCM96("aes128-gcm96", 16),
    RSA_3072("rsa-3072", 384),
    HMAC("hmac", 0),
    XCHACHA20_POLY1305("xchacha20-poly1305", 32),
    MLDSA_44("mldsa-44", 32),
    MLDSA_65("mldsa-65", 32),
    MLDSA_87("mldsa-87", 32);

    private final String label;
    private final int length;

    KeyType(String label, int length) {
        this.label = label;
        this.length = length;
    }

    /** The type of this name, as clients write it; null if there is none. */
    public static @Nullable KeyType of(String label) {
        for (KeyType type : values()) {
            if (type.label.equals(label)) {
                return type;
            }
        }
        return null;
    }

    /** As {@link #of}, in any case of letters. */
    public static @Nullable KeyType ofAnyCase(String label) {
        return of(label.toLowerCase(Locale.ROOT));
    }

    /** As clients know it: {@code aes256-gcm96}. */
    public String label() {
        return label;
    }

    /**
     * Bytes of the key: of a symmetric key, a seed, a scalar, or an RSA modulus; 0 where keys of
     * one type differ.
     */
    public int length() {
        return length;
    }

    /** Whether it is a symmetric key that encrypts with associated data. */
    public boolean aead() {
        return switch (this) {
            case AES128_GCM96, AES256_GCM96, CHACHA20_POLY1305, XCHACHA20_POLY1305 -> true;
            case ECDSA_P256,
                    ECDSA_P384,
                    ECDSA_P521,
                    ED25519,
                    RSA_2048,
                    RSA_3072,
                    RSA_4096,
                    HMAC,
                    MLDSA_44,
                    MLDSA_65,
                    MLDSA_87 ->
                    false;
        };
    }

    public boolean rsa() {
        return this == RSA_2048 || this == RSA_3072 || this == RSA_4096;
    }

    public boolean ecdsa() {
        return this == ECDSA_P256 || this == ECDSA_P384 || this == ECDSA_P521;
    }

    public boolean mldsa() {
        return this == MLDSA_44 || this == MLDSA_65 || this == MLDSA_87;
    }

    /** Encrypts and decrypts. */
    public boolean encrypts() {
        return aead() || rsa();
    }

    /** Signs and verifies; it then has a public key. */
    public boolean signs() {
        return !aead() && this != HMAC;
    }

    /** Signs a hash of the input, and not the input itself. */
    public boolean signsHash() {
        return rsa() || ecdsa();
    }

    /** Another key can be derived from it for each context. */
    public boolean derives() {
        return aead() || this == ED25519;
    }

    @Override
    public String toString() {
        return label;
    }
}
