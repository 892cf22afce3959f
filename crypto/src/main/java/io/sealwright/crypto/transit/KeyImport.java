package io.sealwright.crypto.transit;

import io.sealwright.crypto.transit.Der.MalformedException;
import java.math.BigInteger;
import java.util.Arrays;

/** Keys that were made elsewhere. */
public final class KeyImport {
    private static final Pem PEM = Pem.of("PUBLIC KEY");

    private KeyImport() {}

    /**
     * A symmetric key as it is, or an asymmetric one in PKCS #8; the caller still owns and wipes
     * the array.
     *
     * @throws RefusedException if it is no key of this type
     */
    public static VersionKey secret(KeyType type, byte[] key) {
        return switch (type) {
            case AES128_GCM96, AES256_GCM96, CHACHA20_POLY1305, XCHACHA20_POLY1305 ->
                    AeadKey.of(type, key);
            case HMAC -> MacKey.of(key);
            case RSA_2048,
                    RSA_3072,
                    RSA_4096,
                    ECDSA_P256,
                    ECDSA_P384,
                    ECDSA_P521,
                    ED25519,
                    MLDSA_44,
                    MLDSA_65,
                    MLDSA_87 ->
                    pkcs8(type, key);
        };
    }

    private static VersionKey pkcs8(KeyType type, byte[] key) {
        PrivateKeyInfo info = PrivateKeyInfo.parse(key);
        try {
            requireType(type, info.algorithm(), info.kind());
            return switch (type) {
                case RSA_2048, RSA_3072, RSA_4096 -> RsaKey.ofPrivate(type, info.key());
                case ECDSA_P256, ECDSA_P384, ECDSA_P521 -> ec(type, info);
                case ED25519 -> Ed25519Key.ofSeed(seed(new Der.Reader(info.key()).octets()));
                case MLDSA_44, MLDSA_65, MLDSA_87 -> mldsa(type, info.key());
                case AES128_GCM96, AES256_GCM96, CHACHA20_POLY1305, XCHACHA20_POLY1305, HMAC ->
                        throw new IllegalArgumentException(type + " is symmetric");
            };
        } catch (MalformedException e) {
            throw PrivateKeyInfo.malformed();
        } finally {
            info.wipe();
        }
    }

    private static byte[] seed(byte[] octets) throws MalformedException {
        if (octets.length != KeyType.ED25519.length()) {
            throw new MalformedException();
        }
        return octets;
    }

    private static EcKey ec(KeyType type, PrivateKeyInfo info) throws MalformedException {
        requireCurve(type, info.curve(), info.kind());
        Der.Reader key = new Der.Reader(info.key()).sequence();
        key.integer();
        byte[] scalar = key.octets();
        try {
            return EcKey.ofScalar(type, new BigInteger(1, scalar));
        } finally {
            Arrays.fill(scalar, (byte) 0);
        }
    }

    /** The seed alone, or the seed before the key that follows from it (RFC 9881, 6). */
    private static MlDsaKey mldsa(KeyType type, byte[] key) throws MalformedException {
        Der.Reader reader = new Der.Reader(key);
        if (reader.atOctets()) {
            throw new RefusedException(
                    "error parsing asymmetric key: a key of ML-DSA without its seed");
        }
        byte[] seed =
                reader.atTaggedOctets(0) ? reader.taggedOctets(0) : reader.sequence().octets();
        try {
            return MlDsaKey.ofSeed(type, seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /**
     * A public key in PEM.
     *
     * @throws RefusedException if it is no public key of this type
     */
    public static SignatureKey publicKey(KeyType type, String pem) {
        PublicKeyInfo info = PublicKeyInfo.parse(der(pem));
        if (!type.signs()) {
            throw new RefusedException("provided type does not support public_key import");
        }
        requireType(type, info.algorithm(), info.kind());
        return switch (type) {
            case RSA_2048, RSA_3072, RSA_4096 -> RsaKey.ofPublic(type, info.key());
            case ECDSA_P256, ECDSA_P384, ECDSA_P521 -> EcKey.ofPublic(type, info);
            case ED25519 -> Ed25519Key.ofPublic(info.key());
            case MLDSA_44, MLDSA_65, MLDSA_87 -> MlDsaKey.ofPublic(type, info.key());
            case AES128_GCM96, AES256_GCM96, CHACHA20_POLY1305, XCHACHA20_POLY1305, HMAC ->
                    throw new IllegalArgumentException(type + " has no public key");
        };
    }

    /**
     * A SubjectPublicKeyInfo around a public key that is only bytes.
     *
     * @throws IllegalArgumentException if the keys of this type are not
     */
    public static byte[] subjectPublicKeyInfo(KeyType type, byte[] key) {
        if (type != KeyType.ED25519 && !type.mldsa()) {
            throw new IllegalArgumentException("a public key of " + type + " is not only bytes");
        }
        return PublicKeyInfo.of(algorithm(type), key);
    }

    private static byte[] der(String pem) {
        try {
            return PEM.decode(pem);
        } catch (IllegalArgumentException e) {
            throw new RefusedException("error parsing public key: not in PEM format");
        }
    }

    private static void requireType(KeyType type, byte[] algorithm, String kind) {
        boolean fits =
                type.rsa()
                        ? Arrays.equals(algorithm, Oids.RSA)
                                || Arrays.equals(algorithm, Oids.RSA_PSS)
                        : Arrays.equals(algorithm, algorithm(type));
        if (!fits) {
            throw new RefusedException("invalid key type: expected " + type + ", got " + kind);
        }
    }

    private static byte[] algorithm(KeyType type) {
        return type.ecdsa() ? Oids.EC : type == KeyType.ED25519 ? Oids.ED25519 : MlDsaKey.oid(type);
    }

    private static void requireCurve(KeyType type, byte[] curve, String kind) {
        if (!Arrays.equals(curve, EcKey.curve(type))) {
            throw new RefusedException(
                    "invalid curve: expected " + EcKey.name(type) + ", got " + kind);
        }
    }
}
