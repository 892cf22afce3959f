package io.sealwright.crypto;

import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * A short-lived key for the JDK's {@code init} methods, which take and wipe their own copy. It
 * borrows the given array, and {@link #destroy()} wipes it.
 */
final class RawKey implements SecretKey {
    private final String algorithm;
    private final transient byte[] bytes;

    RawKey(String algorithm, byte[] bytes) {
        this.algorithm = algorithm;
        this.bytes = bytes;
    }

    static RawKey aes(byte[] bytes) {
        return new RawKey("AES", bytes);
    }

    static RawKey hmac(byte[] bytes) {
        return new RawKey("HmacSHA256", bytes);
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        return bytes.clone();
    }

    @Override
    public void destroy() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "RawKey[" + algorithm + "]";
    }
}
