package io.sealwright.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Hash functions of the JDK in the form we need them. All methods are thread-safe and keep nothing.
 */
public final class Digests {
    private Digests() {}

    /** A new SHA-256 computation, for streams. */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /** SHA-256 of the parts one after another (without lengths between them), 32 bytes. */
    public static byte[] sha256(byte[]... parts) {
        MessageDigest digest = newSha256();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** {@link #sha256} in lower-case hexadecimal, 64 characters. */
    public static String sha256Hex(byte[]... parts) {
        return HexFormat.of().formatHex(sha256(parts));
    }

    /**
     * HMAC-SHA256 (RFC 2104) of the parts one after another (without lengths between them), 32
     * bytes.
     */
    public static byte[] hmacSha256(SecretBytes key, byte[]... parts) {
        return key.use(SecretAccess.insecure(), bytes -> hmacSha256(bytes, parts));
    }

    static byte[] hmacSha256(byte[] key, byte[]... parts) {
        return hmac("HmacSHA256", key, parts);
    }

    /** HMAC by the JDK's name of it, such as {@code HmacSHA3-512}. */
    public static byte[] hmac(String algorithm, SecretBytes key, byte[] input) {
        return key.use(SecretAccess.insecure(), bytes -> hmac(algorithm, bytes, input));
    }

    private static byte[] hmac(String algorithm, byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(RawKey.hmac(key));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + algorithm, e);
        }
    }

    /**
     * HKDF-SHA256 (RFC 5869), extract and expand; {@code length} is 1 to 8160 bytes. The result is
     * a key: wipe it.
     */
    public static byte[] hkdfSha256(byte[] inputKey, byte[] salt, byte[] info, int length) {
        byte[] input = inputKey.clone();
        try {
            HKDFParameterSpec spec =
                    HKDFParameterSpec.ofExtract()
                            .addIKM(input)
                            .addSalt(salt)
                            .thenExpand(info, length);
            return KDF.getInstance("HKDF-SHA256").deriveData(spec);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HKDF-SHA256", e);
        } finally {
            Arrays.fill(input, (byte) 0);
        }
    }

    /** Whether both arrays hold the same bytes, in time that depends on the lengths only. */
    public static boolean equal(byte[] a, byte[] b) {
        return MessageDigest.isEqual(a, b);
    }
}
