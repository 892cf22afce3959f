package io.sealwright.crypto.transit;

import io.sealwright.crypto.transit.Der.MalformedException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.jspecify.annotations.Nullable;

/**
 * RSA of two primes: OAEP with SHA-256 to encrypt, PSS or PKCS #1 v1.5 to sign. However a
 * ciphertext is wrong, the answer is the same.
 */
public final class RsaKey implements SignatureKey {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final OAEPParameterSpec OAEP = oaep("SHA-256", MGF1ParameterSpec.SHA256);

    private final KeyType type;
    private final RSAPublicKey publicKey;
    private final @Nullable RSAPrivateCrtKey privateKey;

    private RsaKey(KeyType type, RSAPublicKey publicKey, @Nullable RSAPrivateCrtKey privateKey) {
        this.type = type;
        this.publicKey = publicKey;
        this.privateKey = privateKey;
    }

    static OAEPParameterSpec oaep(String hash, MGF1ParameterSpec mask) {
        return new OAEPParameterSpec(hash, "MGF1", mask, PSource.PSpecified.DEFAULT);
    }

    static RsaKey generate(KeyType type, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(8 * type.length(), random);
            KeyPair pair = generator.generateKeyPair();
            return new RsaKey(
                    type, (RSAPublicKey) pair.getPublic(), (RSAPrivateCrtKey) pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no RSA", e);
        }
    }

    static RsaKey load(KeyType type, byte[] privatePart, byte[] publicPart) {
        return privatePart.length == 0
                ? ofPublic(type, PublicKeyInfo.parse(publicPart).key())
                : ofPrivate(type, privatePart);
    }

    /**
     * @param pkcs1 an RSAPrivateKey (RFC 8017, A.1.2)
     */
    static RsaKey ofPrivate(KeyType type, byte[] pkcs1) {
        try {
            Der.Reader key = new Der.Reader(pkcs1).sequence();
            key.integer();
            BigInteger modulus = key.integer();
            BigInteger exponent = key.integer();
            BigInteger secret = key.integer();
            return of(type, modulus, exponent, secret, key.integer(), key.integer());
        } catch (MalformedException e) {
            throw PrivateKeyInfo.malformed();
        }
    }

    /**
     * The key of these numbers, which are checked to belong together.
     *
     * @throws RefusedException if they do not, or if it is no key of this type
     */
    public static RsaKey of(
            KeyType type,
            BigInteger modulus,
            BigInteger exponent,
            BigInteger secret,
            BigInteger p,
            BigInteger q) {
        checkPublic(type, modulus, exponent);
        BigInteger one = BigInteger.ONE;
        if (p.compareTo(one) <= 0 || q.compareTo(one) <= 0 || !p.multiply(q).equals(modulus)) {
            throw inconsistent();
        }
        BigInteger phi = p.subtract(one).multiply(q.subtract(one));
        BigInteger lcm = phi.divide(p.subtract(one).gcd(q.subtract(one)));
        if (!secret.multiply(exponent).mod(lcm).equals(one) || !p.gcd(q).equals(one)) {
            throw inconsistent();
        }
        try {
            KeyFactory factory = KeyFactory.getInstance("RSA");
            RSAPrivateCrtKeySpec spec =
                    new RSAPrivateCrtKeySpec(
                            modulus,
                            exponent,
                            secret,
                            p,
                            q,
                            secret.mod(p.subtract(one)),
                            secret.mod(q.subtract(one)),
                            q.modInverse(p));
            return new RsaKey(
                    type,
                    (RSAPublicKey) factory.generatePublic(new RSAPublicKeySpec(modulus, exponent)),
                    (RSAPrivateCrtKey) factory.generatePrivate(spec));
        } catch (GeneralSecurityException e) {
            throw inconsistent();
        }
    }

    private static RefusedException inconsistent() {
        return new RefusedException("the numbers of the RSA key do not belong together");
    }

    /**
     * @param pkcs1 an RSAPublicKey (RFC 8017, A.1.1)
     */
    static RsaKey ofPublic(KeyType type, byte[] pkcs1) {
        try {
            Der.Reader key = new Der.Reader(pkcs1).sequence();
            return of(type, key.integer(), key.integer());
        } catch (MalformedException e) {
            throw new RefusedException("error parsing public key: not an RSA public key");
        }
    }

    /**
     * A public key of these numbers.
     *
     * @throws RefusedException if it is no key of this type
     */
    public static RsaKey of(KeyType type, BigInteger modulus, BigInteger exponent) {
        checkPublic(type, modulus, exponent);
        try {
            KeyFactory factory = KeyFactory.getInstance("RSA");
            return new RsaKey(
                    type,
                    (RSAPublicKey) factory.generatePublic(new RSAPublicKeySpec(modulus, exponent)),
                    null);
        } catch (GeneralSecurityException e) {
            throw new RefusedException("error parsing public key: not an RSA public key");
        }
    }

    private static void checkPublic(KeyType type, BigInteger modulus, BigInteger exponent) {
        int length = (modulus.bitLength() + 7) / 8;
        if (modulus.signum() <= 0 || length != type.length()) {
            throw new RefusedException(
                    "invalid key size: expected "
                            + type.length()
                            + " bytes, got "
                            + length
                            + " bytes");
        }
        if (exponent.bitLength() < 2 || exponent.bitLength() > 31 || !exponent.testBit(0)) {
            throw new RefusedException("the RSA key's exponent is not an odd number of 3 to 2^31");
        }
    }

    @Override
    public KeyType type() {
        return type;
    }

    @Override
    public boolean hasPrivatePart() {
        return privateKey != null;
    }

    /** The private key's numbers; null if there is only a public key. */
    public @Nullable RSAPrivateCrtKey privateNumbers() {
        return privateKey;
    }

    /** The public key's numbers. */
    public RSAPublicKey publicNumbers() {
        return publicKey;
    }

    /** The RSAPrivateKey (RFC 8017, A.1.2). */
    @Override
    public byte[] privatePart() {
        return privateKey == null
                ? new byte[0]
                : Der.sequence(
                        Der.integer(BigInteger.ZERO),
                        Der.integer(privateKey.getModulus()),
                        Der.integer(privateKey.getPublicExponent()),
                        Der.integer(privateKey.getPrivateExponent()),
                        Der.integer(privateKey.getPrimeP()),
                        Der.integer(privateKey.getPrimeQ()),
                        Der.integer(privateKey.getPrimeExponentP()),
                        Der.integer(privateKey.getPrimeExponentQ()),
                        Der.integer(privateKey.getCrtCoefficient()));
    }

    @Override
    public byte[] publicPart() {
        return PublicKeyInfo.rsa(
                Der.sequence(
                        Der.integer(publicKey.getModulus()),
                        Der.integer(publicKey.getPublicExponent())));
    }

    /**
     * @throws RefusedException if the plaintext is too long
     */
    public byte[] encrypt(byte[] plaintext) {
        if (plaintext.length > type.length() - 2 * HashAlgorithm.SHA2_256.length() - 2) {
            throw new RefusedException(
                    "failed to RSA encrypt the plaintext: crypto/rsa: message too long for RSA key size");
        }
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.ENCRYPT_MODE, publicKey, OAEP, RANDOM);
            return cipher.doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RSA refused to encrypt", e);
        }
    }

    /**
     * @throws RefusedException if the private part is not here or the ciphertext is wrong
     */
    public byte[] decrypt(byte[] ciphertext) {
        if (privateKey == null) {
            throw new RefusedException(
                    "cannot decrypt ciphertext, key version does not have a private counterpart");
        }
        return decrypt(ciphertext, OAEP);
    }

    byte[] decrypt(byte[] ciphertext, OAEPParameterSpec oaep) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.DECRYPT_MODE, privateKey, oaep);
            return cipher.doFinal(ciphertext);
        } catch (GeneralSecurityException e) {
            throw new RefusedException(
                    "failed to RSA decrypt the ciphertext: crypto/rsa: decryption error");
        }
    }

    @Override
    public byte[] sign(byte[] input, SignatureOptions options) {
        if (privateKey == null) {
            throw SignatureKey.noPrivatePart();
        }
        byte[] hash = options.hashed(input);
        requireLength(hash, options);
        byte[] encoded =
                pss(options)
                        ? Pss.encode(hash, pssHash(options), saltLength(options), bits(), RANDOM)
                        : pkcs1(hash, options.hash());
        return power(privateKey, encoded);
    }

    private static void requireLength(byte[] hash, SignatureOptions options) {
        HashAlgorithm algorithm = options.hash();
        if (algorithm != null && hash.length != algorithm.length()) {
            throw new RefusedException("crypto/rsa: input must be hashed with given hash");
        }
    }

    @Override
    public boolean verify(byte[] input, byte[] signature, SignatureOptions options) {
        byte[] hash = options.hashed(input);
        boolean pss = pss(options);
        int salt = pss ? saltLength(options) : 0;
        HashAlgorithm algorithm = options.hash();
        if (signature.length != type.length()
                || new BigInteger(1, signature).compareTo(publicKey.getModulus()) >= 0
                || algorithm != null && hash.length != algorithm.length()) {
            return false;
        }
        byte[] encoded = power(publicKey, signature);
        return pss
                ? Pss.verify(
                        hash,
                        pssHash(options),
                        options.saltLength() == SignatureOptions.SALT_AUTO ? -1 : salt,
                        bits(),
                        encoded)
                : fitsPkcs1(hash, algorithm)
                        && MessageDigest.isEqual(encoded, pkcs1(hash, algorithm));
    }

    private static boolean pss(SignatureOptions options) {
        return switch (options.scheme()) {
            case "", "pss" -> true;
            case "pkcs1v15" -> false;
            default ->
                    throw new RefusedException(
                            "unsupported rsa signature algorithm; use pss or pkcs1v15");
        };
    }

    private static HashAlgorithm pssHash(SignatureOptions options) {
        HashAlgorithm hash = options.hash();
        if (hash == null) {
            throw new RefusedException("PSS needs a hash algorithm");
        }
        return hash;
    }

    private int saltLength(SignatureOptions options) {
        HashAlgorithm hash = pssHash(options);
        int longest = Pss.longestSalt(bits(), hash);
        int length =
                switch (options.saltLength()) {
                    case SignatureOptions.SALT_AUTO -> longest;
                    case SignatureOptions.SALT_AS_HASH -> hash.length();
                    default -> options.saltLength();
                };
        if (length < 0 || length > longest) {
            throw new RefusedException(
                    "requested salt length " + options.saltLength() + " is invalid");
        }
        return length;
    }

    private int bits() {
        return publicKey.getModulus().bitLength();
    }

    private boolean fitsPkcs1(byte[] hash, @Nullable HashAlgorithm algorithm) {
        return content(hash, algorithm).length <= type.length() - 11;
    }

    private static byte[] content(byte[] hash, @Nullable HashAlgorithm algorithm) {
        return algorithm == null ? hash : algorithm.digestInfo(hash);
    }

    /** EMSA-PKCS1-v1_5 (RFC 8017, 9.2). */
    private byte[] pkcs1(byte[] hash, @Nullable HashAlgorithm algorithm) {
        byte[] content = content(hash, algorithm);
        if (content.length > type.length() - 11) {
            throw new RefusedException("crypto/rsa: message too long for RSA key size");
        }
        byte[] encoded = new byte[type.length()];
        int start = encoded.length - content.length;
        Arrays.fill(encoded, 2, start - 1, (byte) 0xff);
        encoded[1] = 1;
        System.arraycopy(content, 0, encoded, start, content.length);
        return encoded;
    }

    private static byte[] power(Key key, byte[] encoded) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
            cipher.init(
                    key instanceof RSAPrivateCrtKey ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
                    key);
            return cipher.doFinal(encoded);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RSA refused a signature", e);
        }
    }

    @Override
    public String toString() {
        return "RsaKey[" + type + "]";
    }
}
