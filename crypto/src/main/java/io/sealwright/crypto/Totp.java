package io.sealwright.crypto;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/**
 * Time-based one-time passwords (RFC 6238): each period has a code, which whoever has the key can
 * make. Immutable and thread-safe.
 *
 * @param digits of a code, 6 to 8
 * @param period seconds that a code is for, at least 1
 */
public record Totp(Algorithm algorithm, int digits, int period) {
    /** No period of those that {@link #match} looked at. */
    public static final long NONE = -1;

    private static final int MIN_DIGITS = 6;
    private static final int MAX_DIGITS = 8;

    /** The hash function of the HMAC. */
    public enum Algorithm {
        SHA1("HmacSHA1"),
        SHA256("HmacSHA256"),
        SHA512("HmacSHA512");

        private final String mac;

        Algorithm(String mac) {
            this.mac = mac;
        }
    }

    public Totp {
        if (digits < MIN_DIGITS || digits > MAX_DIGITS || period < 1) {
            throw new IllegalArgumentException("6 to 8 digits and a period of at least a second");
        }
    }

    /** Number of the period that a moment lies in, counted from 1970. */
    public long step(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), period);
    }

    /** The code of a period, in ASCII digits; the caller wipes it. */
    public byte[] code(SecretBytes key, long step) {
        byte[] mac =
                Digests.hmac(
                        algorithm.mac, key, ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        int offset = mac[mac.length - 1] & 0xF;
        int value = ByteBuffer.wrap(mac).getInt(offset) & Integer.MAX_VALUE;
        Arrays.fill(mac, (byte) 0);
        byte[] code = new byte[digits];
        for (int i = digits - 1; i >= 0; i--) {
            code[i] = (byte) ('0' + value % 10);
            value /= 10;
        }
        return code;
    }

    /**
     * The latest period whose code this is, or {@link #NONE}. Takes the same time whichever it is.
     *
     * @param skew how many periods the other's clock may be ahead or behind
     */
    public long match(SecretBytes key, byte[] code, Instant time, int skew) {
        long now = step(time);
        long found = NONE;
        for (long step = now - skew; step <= now + skew; step++) {
            byte[] right = code(key, step);
            found = Digests.equal(right, code) ? step : found;
            Arrays.fill(right, (byte) 0);
        }
        return found;
    }
}
