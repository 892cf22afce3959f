package io.sealwright.crypto.transit;

import io.sealwright.crypto.Digests;
import io.sealwright.crypto.transit.Der.MalformedException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/** ECDSA on one of the three NIST curves. */
public final class EcKey implements SignatureKey {
    // The JDK takes no longer hash; one that is longer than the order is cut by ECDSA itself.
    private static final int MAX_HASH = 64;

    private final KeyType type;
    private final ECPublicKey publicKey;
    private final @Nullable ECPrivateKey privateKey;

    private EcKey(KeyType type, ECPublicKey publicKey, @Nullable ECPrivateKey privateKey) {
        this.type = type;
        this.publicKey = publicKey;
        this.privateKey = privateKey;
    }

    static EcKey generate(KeyType type, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curveName(type)), random);
            KeyPair pair = generator.generateKeyPair();
            return new EcKey(
                    type, (ECPublicKey) pair.getPublic(), (ECPrivateKey) pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + type, e);
        }
    }

    /**
     * @param privatePart the scalar, big-endian
     */
    static EcKey load(KeyType type, byte[] privatePart, byte[] publicPart) {
        EcKey open = ofPublic(type, PublicKeyInfo.parse(publicPart));
        return privatePart.length == 0 ? open : open.withScalar(new BigInteger(1, privatePart));
    }

    static EcKey ofPublic(KeyType type, PublicKeyInfo info) {
        if (!info.is(Oids.EC) || !Arrays.equals(info.curve(), curve(type))) {
            throw new RefusedException(
                    "invalid curve: expected " + name(type) + ", got " + info.kind());
        }
        byte[] point = info.key();
        if (point.length != 1 + 2 * type.length() || point[0] != 4) {
            throw notOnCurve();
        }
        return ofPoint(
                type,
                new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + type.length())),
                new BigInteger(1, Arrays.copyOfRange(point, 1 + type.length(), point.length)));
    }

    /**
     * A public key of these coordinates.
     *
     * @throws RefusedException if they are no point of the curve
     */
    public static EcKey ofPoint(KeyType type, BigInteger x, BigInteger y) {
        EcPoints.requireOnCurve(type, x, y);
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            return new EcKey(
                    type,
                    (ECPublicKey)
                            factory.generatePublic(
                                    new ECPublicKeySpec(new ECPoint(x, y), parameters(type))),
                    null);
        } catch (GeneralSecurityException e) {
            throw notOnCurve();
        }
    }

    static RefusedException notOnCurve() {
        return new RefusedException("error parsing public key: not a point of the curve");
    }

    /**
     * The key of this scalar.
     *
     * @throws RefusedException if it is zero or not below the order
     */
    public static EcKey ofScalar(KeyType type, BigInteger scalar) {
        ECPoint point = EcPoints.ofScalar(type, scalar);
        return ofPoint(type, point.getAffineX(), point.getAffineY()).withScalar(scalar);
    }

    private EcKey withScalar(BigInteger scalar) {
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            return new EcKey(
                    type,
                    publicKey,
                    (ECPrivateKey)
                            factory.generatePrivate(
                                    new ECPrivateKeySpec(scalar, parameters(type))));
        } catch (GeneralSecurityException e) {
            throw new RefusedException("error parsing asymmetric key: not a scalar of the curve");
        }
    }

    private static ECParameterSpec parameters(KeyType type) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(curveName(type)));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    static String curveName(KeyType type) {
        return type == KeyType.ECDSA_P256
                ? "secp256r1"
                : type == KeyType.ECDSA_P384 ? "secp384r1" : "secp521r1";
    }

    /** As clients know the curve: {@code P-256}. */
    public static String name(KeyType type) {
        return type == KeyType.ECDSA_P256
                ? "P-256"
                : type == KeyType.ECDSA_P384 ? "P-384" : "P-521";
    }

    static byte[] curve(KeyType type) {
        return type == KeyType.ECDSA_P256
                ? Oids.P256
                : type == KeyType.ECDSA_P384 ? Oids.P384 : Oids.P521;
    }

    @Override
    public KeyType type() {
        return type;
    }

    @Override
    public boolean hasPrivatePart() {
        return privateKey != null;
    }

    /** The point of the public key. */
    public ECPoint point() {
        return publicKey.getW();
    }

    @Override
    public byte[] privatePart() {
        return privateKey == null ? new byte[0] : fixed(privateKey.getS());
    }

    @Override
    public byte[] publicPart() {
        return PublicKeyInfo.ec(curve(type), pointBytes());
    }

    byte[] pointBytes() {
        ECPoint point = publicKey.getW();
        return Der.concat(new byte[] {4}, fixed(point.getAffineX()), fixed(point.getAffineY()));
    }

    private byte[] fixed(BigInteger value) {
        return EcPoints.fixed(value, type.length());
    }

    /**
     * A key of so many bytes that follows from the secret that both sides share (SP 800-56A,
     * 5.7.1.2), by HKDF-SHA256 without salt and info; the caller wipes it.
     *
     * @param peer of the same type
     * @throws RefusedException if the private part is not here
     */
    public byte[] agree(EcKey peer, int length) {
        byte[] secret = shared(peer);
        try {
            return Digests.hkdfSha256(secret, new byte[0], new byte[0], length);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private byte[] shared(EcKey peer) {
        if (privateKey == null) {
            throw SignatureKey.noPrivatePart();
        }
        try {
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(privateKey);
            agreement.doPhase(peer.publicKey, true);
            return agreement.generateSecret();
        } catch (GeneralSecurityException e) {
            throw notOnCurve();
        }
    }

    @Override
    public byte[] sign(byte[] input, SignatureOptions options) {
        if (privateKey == null) {
            throw SignatureKey.noPrivatePart();
        }
        try {
            Signature signature = Signature.getInstance("NONEwithECDSAinP1363Format");
            signature.initSign(privateKey);
            signature.update(cut(options.hashed(input)));
            byte[] both = signature.sign();
            return options.jws() ? both : asn1(both);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ECDSA refused to sign", e);
        }
    }

    /** Only so many bits of a hash count as the order has. */
    private byte[] cut(byte[] hash) {
        if (hash.length <= MAX_HASH) {
            return hash;
        }
        if (type.length() > MAX_HASH) {
            throw new RefusedException(
                    "the hash has more than "
                            + MAX_HASH
                            + " bytes, which "
                            + type
                            + " does not take");
        }
        return Arrays.copyOf(hash, type.length());
    }

    private byte[] asn1(byte[] both) {
        int half = both.length / 2;
        return Der.sequence(
                Der.integer(new BigInteger(1, Arrays.copyOf(both, half))),
                Der.integer(new BigInteger(1, Arrays.copyOfRange(both, half, both.length))));
    }

    @Override
    public boolean verify(byte[] input, byte[] signature, SignatureOptions options) {
        byte[] hash = cut(options.hashed(input));
        BigInteger[] numbers = options.jws() ? halves(signature) : parsed(signature);
        if (!inRange(numbers[0]) || !inRange(numbers[1])) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("NONEwithECDSAinP1363Format");
            verifier.initVerify(publicKey);
            verifier.update(hash);
            return verifier.verify(Der.concat(fixed(numbers[0]), fixed(numbers[1])));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private boolean inRange(BigInteger number) {
        return number.signum() > 0 && number.compareTo(publicKey.getParams().getOrder()) < 0;
    }

    private static BigInteger[] halves(byte[] signature) {
        int half = signature.length / 2;
        return new BigInteger[] {
            new BigInteger(1, Arrays.copyOf(signature, half)),
            new BigInteger(1, Arrays.copyOfRange(signature, half, signature.length))
        };
    }

    private static BigInteger[] parsed(byte[] signature) {
        Der.Reader outer = new Der.Reader(signature);
        try {
            Der.Reader numbers = outer.sequence();
            BigInteger[] both = {numbers.integer(), numbers.integer()};
            if (!numbers.atEnd()) {
                throw new MalformedException();
            }
            if (!outer.atEnd()) {
                throw new RefusedException("supplied signature contains extra data");
            }
            return both;
        } catch (MalformedException e) {
            throw new RefusedException("supplied signature is invalid");
        }
    }

    @Override
    public String toString() {
        return "EcKey[" + type + "]";
    }
}
