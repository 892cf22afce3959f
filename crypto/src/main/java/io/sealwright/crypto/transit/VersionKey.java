package io.sealwright.crypto.transit;

import java.security.SecureRandom;

/**
 * The key of one version, ready for use. Immutable and thread-safe.
 *
 * <p>What can be wiped is wiped when nobody can reach the key any more; keys of RSA, ECDSA and
 * ML-DSA are left to the garbage collector, because the libraries' objects cannot be wiped.
 */
public sealed interface VersionKey permits AeadKey, MacKey, SignatureKey {
    KeyType type();

    /**
     * The secret in the form that {@link #load} takes: a copy, which the caller wipes. Empty if
     * there is only a public key.
     */
    byte[] privatePart();

    /** The public key as a SubjectPublicKeyInfo (DER); empty if the type has none. */
    byte[] publicPart();

    /**
     * A new random key.
     *
     * @param length bytes of a key of a type that leaves them open, else ignored
     */
    static VersionKey generate(KeyType type, int length, SecureRandom random) {
        return switch (type) {
            case AES128_GCM96, AES256_GCM96, CHACHA20_POLY1305, XCHACHA20_POLY1305 ->
                    AeadKey.generate(type, random);
            case HMAC -> MacKey.generate(length, random);
            case RSA_2048, RSA_3072, RSA_4096 -> RsaKey.generate(type, random);
            case ECDSA_P256, ECDSA_P384, ECDSA_P521 -> EcKey.generate(type, random);
            case ED25519 -> Ed25519Key.generate(random);
            case MLDSA_44, MLDSA_65, MLDSA_87 -> MlDsaKey.generate(type, random);
        };
    }

    /**
     * The key of these parts, which the caller still owns and wipes.
     *
     * @param privatePart empty for a public key alone
     * @throws RefusedException if they are not those of a key of this type
     */
    static VersionKey load(KeyType type, byte[] privatePart, byte[] publicPart) {
        return switch (type) {
            case AES128_GCM96, AES256_GCM96, CHACHA20_POLY1305, XCHACHA20_POLY1305 ->
                    AeadKey.of(type, privatePart);
            case HMAC -> MacKey.of(privatePart);
            case RSA_2048, RSA_3072, RSA_4096 -> RsaKey.load(type, privatePart, publicPart);
            case ECDSA_P256, ECDSA_P384, ECDSA_P521 -> EcKey.load(type, privatePart, publicPart);
            case ED25519 -> Ed25519Key.load(privatePart, publicPart);
            case MLDSA_44, MLDSA_65, MLDSA_87 -> MlDsaKey.load(type, privatePart, publicPart);
        };
    }
}
