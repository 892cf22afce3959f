package io.sealwright.crypto.transit;

import io.sealwright.crypto.Digests;
import io.sealwright.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** How a key is derived for a context. The order is that of the numbers in backups. */
public enum Kdf {
    /** NIST SP 800-108 in counter mode with HMAC-SHA256, counted from zero; of imported keys. */
    HMAC_SHA256_COUNTER,
    /** RFC 5869 without salt; of all others. */
    HKDF_SHA256;

    private static final int BLOCK = 32;

    /** {@code length} bytes, which the caller wipes. */
    byte[] derive(byte[] key, byte[] context, int length) {
        return switch (this) {
            case HKDF_SHA256 -> Digests.hkdfSha256(key, new byte[0], context, length);
            case HMAC_SHA256_COUNTER -> counter(key, context, length);
        };
    }

    /** The length that goes into the input is always 256 bits: a longer key begins a new one. */
    private static byte[] counter(byte[] key, byte[] context, int length) {
        if (length > BLOCK) {
            throw new RefusedException("could not derive key, length too small");
        }
        byte[] input =
                ByteBuffer.allocate(2 * Integer.BYTES + context.length)
                        .putInt(0)
                        .put(context)
                        .putInt(8 * BLOCK)
                        .array();
        try (SecretBytes held = SecretBytes.copyOf(key)) {
            byte[] block = Digests.hmacSha256(held, input);
            byte[] derived = Arrays.copyOf(block, length);
            Arrays.fill(block, (byte) 0);
            return derived;
        }
    }
}
