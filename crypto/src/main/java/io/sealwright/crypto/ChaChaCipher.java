package io.sealwright.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * A reusable ChaCha20-Poly1305 computation of the JDK. It remembers its last key until the next one
 * or until {@link #wipe()}. Not thread-safe.
 */
final class ChaChaCipher implements Wipeable {
    static final int KEY_LENGTH = 32;
    static final int NONCE_LENGTH = 12;
    static final int TAG_LENGTH = 16;

    private final Cipher cipher;

    ChaChaCipher() {
        try {
            cipher = Cipher.getInstance("ChaCha20-Poly1305");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no ChaCha20-Poly1305", e);
        }
    }

    /** Encrypts to {@code ciphertext || tag} in {@code out} from {@code offset} on. */
    void seal(byte[] key, byte[] nonce, byte[] plaintext, byte[] aad, byte[] out, int offset) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key(key), new IvParameterSpec(nonce));
            cipher.updateAAD(aad);
            cipher.doFinal(plaintext, 0, plaintext.length, out, offset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ChaCha20-Poly1305 refused to encrypt", e);
        }
    }

    /** Decrypts what stands from {@code offset} on. */
    byte[] open(byte[] key, byte[] nonce, byte[] sealed, int offset, byte[] aad) {
        try {
            cipher.init(Cipher.DECRYPT_MODE, key(key), new IvParameterSpec(nonce));
            cipher.updateAAD(aad);
            return cipher.doFinal(sealed, offset, sealed.length - offset);
        } catch (AEADBadTagException e) {
            throw new OpenFailedException("sealed value does not open");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ChaCha20-Poly1305 refused to decrypt", e);
        }
    }

    private static RawKey key(byte[] bytes) {
        return new RawKey("ChaCha20", bytes);
    }

    /** Gives the cipher a zero key. */
    @Override
    public void wipe() {
        byte[] zero = new byte[KEY_LENGTH];
        byte[] out = new byte[1 + TAG_LENGTH];
        byte[] nonce = new byte[NONCE_LENGTH];
        // The JDK refuses the nonce that the last encryption had, with whatever key.
        Arrays.fill(nonce, (byte) 1);
        seal(zero, nonce, new byte[1], zero, out, 0);
    }
}
