package io.sealwright.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;

/** A reusable HMAC-SHA256 of the JDK under one key. Not thread-safe. */
final class HmacState implements Wipeable {
    private static final int KEY_LENGTH = 32;

    private final Mac mac;
    private final byte[] length = new byte[Integer.BYTES];

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
        for (byte[] part : parts) {
            int size = part.length;
            length[0] = (byte) (size >>> 24);
            length[1] = (byte) (size >>> 16);
            length[2] = (byte) (size >>> 8);
            length[3] = (byte) size;
            mac.update(length);
            mac.update(part);
        }
        return mac.doFinal();
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
