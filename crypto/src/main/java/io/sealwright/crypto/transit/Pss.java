package io.sealwright.crypto.transit;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * EMSA-PSS (RFC 8017, 9.1) over a hash that is given, with a salt of any length: the JDK's
 * signatures hash by themselves, and verify no salt whose length is not known.
 */
final class Pss {
    private static final byte TRAILER = (byte) 0xbc;

    private Pss() {}

    /** The longest salt that a modulus of so many bits leaves room for; may be negative. */
    static int longestSalt(int modulusBits, HashAlgorithm hash) {
        return encodedLength(modulusBits) - 2 - hash.length();
    }

    private static int encodedLength(int modulusBits) {
        return (modulusBits - 1 + 7) / 8;
    }

    static byte[] encode(
            byte[] digest,
            HashAlgorithm hash,
            int saltLength,
            int modulusBits,
            SecureRandom random) {
        int length = encodedLength(modulusBits);
        byte[] salt = new byte[saltLength];
        random.nextBytes(salt);
        byte[] h = hash(hash, digest, salt);
        byte[] encoded = new byte[length];
        int end = length - hash.length() - 1;
        encoded[end - saltLength - 1] = 1;
        System.arraycopy(salt, 0, encoded, end - saltLength, saltLength);
        mask(hash, h, encoded, end);
        encoded[0] &= (byte) topMask(modulusBits);
        System.arraycopy(h, 0, encoded, end, h.length);
        encoded[length - 1] = TRAILER;
        return encoded;
    }

    /**
     * @param encoded is changed
     * @param saltLength negative for any
     */
    static boolean verify(
            byte[] digest, HashAlgorithm hash, int saltLength, int modulusBits, byte[] encoded) {
        int end = encoded.length - hash.length() - 1;
        if (end < 1
                || encoded[encoded.length - 1] != TRAILER
                || (encoded[0] & ~topMask(modulusBits) & 0xff) != 0) {
            return false;
        }
        byte[] h = Arrays.copyOfRange(encoded, end, encoded.length - 1);
        mask(hash, h, encoded, end);
        encoded[0] &= (byte) topMask(modulusBits);
        int one = 0;
        while (one < end && encoded[one] == 0) {
            one++;
        }
        if (one == end || encoded[one] != 1 || saltLength >= 0 && end - one - 1 != saltLength) {
            return false;
        }
        byte[] salt = Arrays.copyOfRange(encoded, one + 1, end);
        return MessageDigest.isEqual(h, hash(hash, digest, salt));
    }

    /** The bits of the first byte that may be set. */
    private static int topMask(int modulusBits) {
        return 0xff >>> (8 * encodedLength(modulusBits) - (modulusBits - 1));
    }

    private static byte[] hash(HashAlgorithm algorithm, byte[] digest, byte[] salt) {
        MessageDigest hash = algorithm.newDigest();
        hash.update(new byte[8]);
        hash.update(digest);
        return hash.digest(salt);
    }

    /** MGF1 (RFC 8017, B.2.1) over the first bytes. */
    private static void mask(HashAlgorithm algorithm, byte[] seed, byte[] target, int length) {
        MessageDigest hash = algorithm.newDigest();
        byte[] counter = new byte[4];
        for (int at = 0; at < length; at += algorithm.length()) {
            hash.update(seed);
            byte[] block = hash.digest(counter);
            for (int i = 0; i < block.length && at + i < length; i++) {
                target[at + i] ^= block[i];
            }
            increment(counter);
        }
    }

    private static void increment(byte[] counter) {
        for (int i = counter.length - 1; ++counter[i] == 0; i--) {}
    }
}
