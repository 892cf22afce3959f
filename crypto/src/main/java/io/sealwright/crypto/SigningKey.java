package io.sealwright.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/**
 * An Ed25519 key (RFC 8032) that signs. The private key lies in {@link LockedMemory}. Thread-safe;
 * signing after {@link #close()} throws {@link IllegalStateException}, the public key stays
 * available.
 */
public final class SigningKey implements AutoCloseable {
    /** Length of a signature in bytes. */
    public static final int SIGNATURE_LENGTH = 64;

    private static final int SEED_LENGTH = 32;
    // The fixed DER around the raw keys (RFC 8410, 10).
    private static final byte[] PKCS8_PREFIX =
            HexFormat.of().parseHex("302e020100300506032b657004220420");
    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final String PEM_HEAD = "-----BEGIN PUBLIC KEY-----\n";
    private static final String PEM_TAIL = "\n-----END PUBLIC KEY-----\n";

    private final LockedMemory seed;
    private final byte[] publicKey;

    private SigningKey(byte[] seed) {
        this.seed = LockedMemory.copyOf(seed);
        // The JDK has no way from a private to its public key.
        this.publicKey = new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
    }

    /** A new random key. */
    public static SigningKey generate(SecureRandom random) {
        byte[] seed = new byte[SEED_LENGTH];
        random.nextBytes(seed);
        return adopt(seed);
    }

    /**
     * The key behind {@link #encode()}; throws {@link FormatException} for anything else. The
     * caller closes the argument.
     */
    public static SigningKey decode(SecretBytes pkcs8) {
        return pkcs8.use(
                SecretAccess.insecure(),
                bytes -> {
                    boolean prefixed =
                            bytes.length == PKCS8_PREFIX.length + SEED_LENGTH
                                    && Arrays.equals(
                                            PKCS8_PREFIX,
                                            Arrays.copyOf(bytes, PKCS8_PREFIX.length));
                    if (!prefixed) {
                        throw new FormatException("signing key: not an Ed25519 PKCS#8 key");
                    }
                    return adopt(Arrays.copyOfRange(bytes, PKCS8_PREFIX.length, bytes.length));
                });
    }

    /** The key of a seed of 32 bytes (RFC 8032, 5.1.5), which is taken over and wiped. */
    public static SigningKey adopt(byte[] seed) {
        if (seed.length != SEED_LENGTH) {
            throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.length);
        }
        try {
            return new SigningKey(seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /** The private key as PKCS#8 (48 bytes); the caller closes it. */
    public SecretBytes encode() {
        byte[] bytes = seed.read();
        byte[] pkcs8 = concat(PKCS8_PREFIX, bytes);
        Arrays.fill(bytes, (byte) 0);
        return SecretBytes.adopt(pkcs8);
    }

    /** The raw public key, 32 bytes. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** The public key as a SubjectPublicKeyInfo (DER, 44 bytes) in base64. */
    public String publicKeyBase64() {
        return Base64.getEncoder().encodeToString(concat(SPKI_PREFIX, publicKey));
    }

    /** The public key in PEM, with a line end after each line. */
    public String publicKeyPem() {
        return PEM_HEAD + publicKeyBase64() + PEM_TAIL;
    }

    /** The signature of {@code message}, 64 bytes. */
    public byte[] sign(byte[] message) {
        byte[] bytes = seed.read();
        try {
            PrivateKey key =
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(
                                    new EdECPrivateKeySpec(NamedParameterSpec.ED25519, bytes));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no Ed25519", e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Whether {@code signature} is that of {@code message} under the raw public key; false, too,
     * for a malformed one.
     */
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        if (signature.length != SIGNATURE_LENGTH || publicKey.length != SEED_LENGTH) {
            return false;
        }
        try {
            PublicKey key =
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(new X509EncodedKeySpec(concat(SPKI_PREFIX, publicKey)));
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // A point that is not on the curve or a scalar out of range.
            return false;
        }
    }

    /**
     * The raw public key in {@code text}: PEM, or the base64 of a SubjectPublicKeyInfo (44 bytes)
     * or of the raw key (32 bytes). Throws {@link FormatException} for anything else.
     */
    public static byte[] parsePublicKey(String text) {
        String base64 = text.replace(PEM_HEAD.strip(), "").replace(PEM_TAIL.strip(), "").strip();
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new FormatException("public key: not base64");
        }
        if (bytes.length == SEED_LENGTH) {
            return bytes;
        }
        if (bytes.length != SPKI_PREFIX.length + SEED_LENGTH
                || !Arrays.equals(SPKI_PREFIX, Arrays.copyOf(bytes, SPKI_PREFIX.length))) {
            throw new FormatException("public key: not an Ed25519 key");
        }
        return Arrays.copyOfRange(bytes, SPKI_PREFIX.length, bytes.length);
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    /** Wipes the private key; repeated calls do nothing. */
    @Override
    public void close() {
        seed.close();
    }

    @Override
    public String toString() {
        return "SigningKey[" + publicKeyBase64() + "]";
    }
}
