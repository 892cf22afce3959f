package io.sealwright.crypto;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The 32-byte key whose shares the operators hold: wraps the root key by XAES-256-GCM. Lives only
 * while unsealing or rekeying.
 */
final class UnsealKey implements RootKeyWrapper, AutoCloseable {
    static final int LENGTH = Shamir.SECRET_LENGTH;

    private final Xaes256Gcm cipher;

    private UnsealKey(Xaes256Gcm cipher) {
        this.cipher = cipher;
    }

    static UnsealKey generate(SecureRandom random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return adopt(bytes);
    }

    /** Takes the array over and wipes it at once. */
    static UnsealKey adopt(byte[] bytes) {
        try {
            return new UnsealKey(Xaes256Gcm.copyOf(bytes));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public SealType type() {
        return SealType.SHAMIR;
    }

    @Override
    public byte[] wrap(SecretBytes rootKey, byte[] aad) {
        return rootKey.use(SecretAccess.insecure(), bytes -> cipher.seal(bytes, aad));
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, byte[] aad) {
        try {
            return SecretBytes.adopt(cipher.open(wrapped, aad));
        } catch (OpenFailedException e) {
            throw new WrongKeyException("the shares do not open the root key");
        }
    }

    /** A copy, which the caller wipes. */
    byte[] expose() {
        return cipher.exposeKey();
    }

    @Override
    public void close() {
        cipher.close();
    }
}
