package io.sealwright.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;

/** A reusable HMAC-SHA256 of the JDK under one key. Not thread-safe. */
final class HmacState implements Wipeable {
    private static final int KEY_LENGTH = 32;
    // Fits tokens and path segments; one update of the JDK's Mac costs less than several.
    private static final int SHORT_INPUT = 256;

    private final Mac mac;
    private final byte[] input = new byte[SHORT_INPUT];

    /** Borrows {@code key} for the duration of the call. */
    HmacState(byte[] key) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(RawKey.hmac(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HMAC-SHA256", e);
        }
    }

    /**
     * Each part goes in after its length (4 bytes, big-endian), so that no two lists of parts look
     * alike.
     */
    byte[] hash(byte[]... parts) {
        long total = 0;
        for (byte[] part : parts) {
            total += Integer.BYTES + part.length;
        }
        return total <= SHORT_INPUT ? hashShort(parts) : hashLong(parts);
    }

    private byte[] hashShort(byte[]... parts) {
        int end = 0;
        for (byte[] part : parts) {
            putLength(part.length, input, end);
            System.arraycopy(part, 0, input, end + Integer.BYTES, part.length);
            end += Integer.BYTES + part.length;
        }
        mac.update(input, 0, end);
        Arrays.fill(input, 0, end, (byte) 0);
        return mac.doFinal();
    }

    private byte[] hashLong(byte[]... parts) {
        for (byte[] part : parts) {
            putLength(part.length, input, 0);
            mac.update(input, 0, Integer.BYTES);
            mac.update(part);
        }
        Arrays.fill(input, 0, Integer.BYTES, (byte) 0);
        return mac.doFinal();
    }

    private static void putLength(int length, byte[] target, int offset) {
        target[offset] = (byte) (length >>> 24);
        target[offset + 1] = (byte) (length >>> 16);
        target[offset + 2] = (byte) (length >>> 8);
        target[offset + 3] = (byte) length;
    }

    @Override
    public void wipe() {
        try {
            mac.init(RawKey.hmac(new byte[KEY_LENGTH]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC refused a zero key", e);
        }
    }
}
