package io.sealwright.crypto.transit;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The hash functions by the names that clients use. */
public enum HashAlgorithm {
    SHA1("sha1", "SHA-1", "HmacSHA1", 20, "2b0e03021a"),
    SHA2_224("sha2-224", "SHA-224", "HmacSHA224", 28, "608648016503040204"),
    SHA2_256("sha2-256", "SHA-256", "HmacSHA256", 32, "608648016503040201"),
    SHA2_384("sha2-384", "SHA-384", "HmacSHA384", 48, "608648016503040202"),
    SHA2_512("sha2-512", "SHA-512", "HmacSHA512", 64, "608648016503040203"),
    SHA3_224("sha3-224", "SHA3-224", "HmacSHA3-224", 28, "608648016503040207"),
    SHA3_256("sha3-256", "SHA3-256", "HmacSHA3-256", 32, "608648016503040208"),
    SHA3_384("sha3-384", "SHA3-384", "HmacSHA3-384", 48, "608648016503040209"),
    SHA3_512("sha3-512", "SHA3-512", "HmacSHA3-512", 64, "60864801650304020a");

    private final String label;
    private final String digest;
    private final String mac;
    private final int length;
    private final byte[] oid;

    HashAlgorithm(String label, String digest, String mac, int length, String oid) {
        this.label = label;
        this.digest = digest;
        this.mac = mac;
        this.length = length;
        this.oid = HexFormat.of().parseHex(oid);
    }

    /** Null if there is none of this name. */
    public static @Nullable HashAlgorithm of(String label) {
        for (HashAlgorithm algorithm : values()) {
            if (algorithm.label.equals(label)) {
                return algorithm;
            }
        }
        return null;
    }

    /** Length of the hash in bytes. */
    public int length() {
        return length;
    }

    /** The hash of the input. */
    public byte[] digest(byte[] input) {
        return newDigest().digest(input);
    }

    MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks " + digest, e);
        }
    }

    /** The JDK's name of HMAC with it. */
    String macName() {
        return mac;
    }

    /** The hash with its algorithm's name (RFC 8017, 9.2). */
    byte[] digestInfo(byte[] hash) {
        return Der.sequence(Der.sequence(Der.oid(oid), Der.NULL), Der.octets(hash));
    }
}
