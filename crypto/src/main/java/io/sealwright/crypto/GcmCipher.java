package io.sealwright.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * A reusable AES-GCM computation of the JDK (making one costs eight times as much as using it). It
 * remembers its last key until the next one or until {@link #wipe()}. Not thread-safe.
 *
 * <p>Buffers have one shape throughout: {@code header || nonce || ciphertext || tag}; the header is
 * authenticated before the AAD, and the tag has 16 bytes.
 */
final class GcmCipher implements Wipeable {
    static final int KEY_LENGTH = 32;
    static final int NONCE_LENGTH = 12;
    static final int TAG_LENGTH = 16;
    private static final int TAG_BITS = 8 * TAG_LENGTH;

    private final Cipher cipher;
    private boolean wiped;

    GcmCipher() {
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES-GCM", e);
        }
    }

    /**
     * Encrypts into {@code out}, where header and nonce already are: the last 12 of the {@code
     * bodyOffset} bytes before the body are the nonce, the first {@code headerLength} the header.
     */
    void seal(
            RawKey key,
            byte[] out,
            int headerLength,
            int bodyOffset,
            byte[] plaintext,
            byte[] aad) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, nonce(out, bodyOffset));
            cipher.updateAAD(out, 0, headerLength);
            cipher.updateAAD(aad);
            cipher.doFinal(plaintext, 0, plaintext.length, out, bodyOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to encrypt", e);
        }
    }

    /**
     * The plaintext of a buffer that {@link #seal} made; throws {@link OpenFailedException} if
     * anything differs.
     */
    byte[] open(RawKey key, byte[] sealed, int headerLength, int bodyOffset, byte[] aad) {
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, nonce(sealed, bodyOffset));
            cipher.updateAAD(sealed, 0, headerLength);
            cipher.updateAAD(aad);
            return cipher.doFinal(sealed, bodyOffset, sealed.length - bodyOffset);
        } catch (AEADBadTagException e) {
            throw new OpenFailedException("sealed value does not open");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to decrypt", e);
        }
    }

    private static GCMParameterSpec nonce(byte[] buffer, int bodyOffset) {
        return new GCMParameterSpec(TAG_BITS, buffer, bodyOffset - NONCE_LENGTH, NONCE_LENGTH);
    }

    /**
     * Gives the cipher a zero key: only init for encryption makes the JDK overwrite both key and
     * key schedule.
     */
    @Override
    public void wipe() {
        if (wiped) {
            return;
        }
        wiped = true;
        try {
            RawKey zero = RawKey.aes(new byte[KEY_LENGTH]);
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    zero,
                    new GCMParameterSpec(TAG_BITS, new byte[NONCE_LENGTH]));
            // Using it replaces the hash subkey as well.
            cipher.doFinal(new byte[1]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused a zero key", e);
        }
    }
}
