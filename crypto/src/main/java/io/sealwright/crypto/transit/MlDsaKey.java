package io.sealwright.crypto.transit;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.jspecify.annotations.Nullable;

/**
 * ML-DSA (FIPS 204), pure, with an empty context and randomised. BouncyCastle's, because the JDK
 * makes no key from a seed and takes no external representative.
 */
public final class MlDsaKey implements SignatureKey {
    private static final int SEED = 32;
    private static final int MU = 64;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyType type;
    private final MLDSAPublicKeyParameters publicKey;
    private final @Nullable MLDSAPrivateKeyParameters privateKey;

    private MlDsaKey(
            KeyType type,
            MLDSAPublicKeyParameters publicKey,
            @Nullable MLDSAPrivateKeyParameters privateKey) {
        this.type = type;
        this.publicKey = publicKey;
        this.privateKey = privateKey;
    }

    static MlDsaKey generate(KeyType type, SecureRandom random) {
        byte[] seed = new byte[SEED];
        random.nextBytes(seed);
        try {
            return ofSeed(type, seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    static MlDsaKey ofSeed(KeyType type, byte[] seed) {
        if (seed.length != SEED) {
            throw new RefusedException("a seed of ML-DSA has " + SEED + " bytes");
        }
        // Which keeps the array that it is given.
        MLDSAPrivateKeyParameters key =
                new MLDSAPrivateKeyParameters(parameters(type), seed.clone());
        return new MlDsaKey(type, key.getPublicKeyParameters(), key);
    }

    static MlDsaKey ofPublic(KeyType type, byte[] key) {
        if (key.length != publicLength(type)) {
            throw new RefusedException(
                    "a public key of " + type + " has " + publicLength(type) + " bytes");
        }
        return new MlDsaKey(type, new MLDSAPublicKeyParameters(parameters(type), key), null);
    }

    static MlDsaKey load(KeyType type, byte[] privatePart, byte[] publicPart) {
        return privatePart.length == 0
                ? ofPublic(type, PublicKeyInfo.parse(publicPart).key())
                : ofSeed(type, privatePart);
    }

    private static MLDSAParameters parameters(KeyType type) {
        return switch (type) {
            case MLDSA_44 -> MLDSAParameters.ml_dsa_44;
            case MLDSA_65 -> MLDSAParameters.ml_dsa_65;
            case MLDSA_87 -> MLDSAParameters.ml_dsa_87;
            case AES128_GCM96,
                    AES256_GCM96,
                    CHACHA20_POLY1305,
                    XCHACHA20_POLY1305,
                    HMAC,
                    RSA_2048,
                    RSA_3072,
                    RSA_4096,
                    ECDSA_P256,
                    ECDSA_P384,
                    ECDSA_P521,
                    ED25519 ->
                    throw new IllegalArgumentException(type + " is not ML-DSA");
        };
    }

    /** Bytes of a public key (FIPS 204, table 2). */
    private static int publicLength(KeyType type) {
        return type == KeyType.MLDSA_44 ? 1_312 : type == KeyType.MLDSA_65 ? 1_952 : 2_592;
    }

    static byte[] oid(KeyType type) {
        return type == KeyType.MLDSA_44
                ? Oids.MLDSA_44
                : type == KeyType.MLDSA_65 ? Oids.MLDSA_65 : Oids.MLDSA_87;
    }

    @Override
    public KeyType type() {
        return type;
    }

    @Override
    public boolean hasPrivatePart() {
        return privateKey != null;
    }

    /** The public key's bytes. */
    public byte[] publicKey() {
        return publicKey.getEncoded();
    }

    @Override
    public byte[] privatePart() {
        return privateKey == null ? new byte[0] : privateKey.getSeed();
    }

    @Override
    public byte[] publicPart() {
        return PublicKeyInfo.of(oid(type), publicKey());
    }

    @Override
    public byte[] sign(byte[] input, SignatureOptions options) {
        if (privateKey == null) {
            throw SignatureKey.noPrivatePart();
        }
        MLDSASigner signer = new MLDSASigner();
        signer.init(true, new ParametersWithRandom(privateKey, RANDOM));
        try {
            if (options.externalMu()) {
                requireMu(input);
                return signer.generateMuSignature(input);
            }
            signer.update(input, 0, input.length);
            return signer.generateSignature();
        } catch (CryptoException e) {
            throw new IllegalStateException("ML-DSA refused to sign", e);
        }
    }

    private static void requireMu(byte[] input) {
        if (input.length != MU) {
            throw new RefusedException(
                    "external ML-DSA mu must be " + MU + " bytes, got " + input.length);
        }
    }

    @Override
    public boolean verify(byte[] input, byte[] signature, SignatureOptions options) {
        MLDSASigner verifier = new MLDSASigner();
        verifier.init(false, publicKey);
        if (options.externalMu()) {
            requireMu(input);
            return verifier.verifyMuSignature(input, signature);
        }
        verifier.update(input, 0, input.length);
        return verifier.verifySignature(signature);
    }

    @Override
    public String toString() {
        return "MlDsaKey[" + type + "]";
    }
}
