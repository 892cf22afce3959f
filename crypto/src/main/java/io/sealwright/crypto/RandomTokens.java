package io.sealwright.crypto;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;

/** Unguessable identifiers. All methods are thread-safe if the given generator is. */
public final class RandomTokens {
    private static final byte[] BASE62 =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                    .getBytes(StandardCharsets.US_ASCII);
    // The largest multiple of 62 in a byte's range: bytes from here on would make the first letters
    // likelier.
    private static final int UNBIASED_LIMIT = 248;
    private static final int MAX_LENGTH = 4096;

    private RandomTokens() {}

    /**
     * {@code length} (1 to 4096) letters and digits, each equally likely: 5.95 bits a character.
     */
    public static String base62(int length, SecureRandom random) {
        byte[] text = base62Bytes(length, random);
        String token = new String(text, StandardCharsets.US_ASCII);
        Arrays.fill(text, (byte) 0);
        return token;
    }

    /** As {@link #base62}, in ASCII bytes that the caller can wipe. */
    public static byte[] base62Bytes(int length, SecureRandom random) {
        if (length < 1 || length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "token length must be 1 to " + MAX_LENGTH + ", not " + length);
        }
        byte[] text = new byte[length];
        byte[] draw = new byte[length + length / 16 + 8];
        int filled = 0;
        while (filled < length) {
            random.nextBytes(draw);
            for (int i = 0; i < draw.length && filled < length; i++) {
                int value = draw[i] & 0xFF;
                if (value < UNBIASED_LIMIT) {
                    text[filled++] = BASE62[value % BASE62.length];
                }
            }
        }
        Arrays.fill(draw, (byte) 0);
        return text;
    }

    /**
     * A random UUID (RFC 9562 version 4) in its 36-character form, from the JDK's own secure
     * generator.
     */
    public static String uuid() {
        return UUID.randomUUID().toString();
    }

    /** A random UUID (RFC 9562 version 4) in its 36-character form, from the given generator. */
    public static String uuid(SecureRandom random) {
        return randomUuid(random).toString();
    }

    static UUID randomUuid(SecureRandom random) {
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & ~(0b11L << 62)) | (1L << 63);
        return new UUID(high, low);
    }
}
