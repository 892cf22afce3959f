package io.sealwright.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;

/**
 * A reusable XAES-256-GCM computation under one key (C2SP, https://c2sp.org/XAES-256-GCM): the
 * first 12 nonce bytes derive a key for this value alone by two AES blocks (CMAC in the counter KDF
 * of NIST SP 800-108r1), and the last 12 are the nonce of plain AES-256-GCM under it. Not
 * thread-safe. Buffers have the shape that {@link GcmCipher} describes.
 */
final class XaesCipher implements Wipeable {
    static final int KEY_LENGTH = 32;
    static final int NONCE_LENGTH = 24;
    private static final int BLOCK = 16;
    private static final int CONTEXT_LENGTH = 12;
    private static final byte LABEL = 'X';
    // Reduction of x^128 in the field of CMAC (NIST SP 800-38B).
    private static final int CMAC_REDUCTION = 0b1000_0111;

    private final Cipher block;
    private final GcmCipher gcm = new GcmCipher();
    // The CMAC subkey in both blocks, with counter and label already mixed in.
    private final byte[] template = new byte[2 * BLOCK];
    private final byte[] work = new byte[2 * BLOCK];
    private final byte[] derived = new byte[KEY_LENGTH];

    /** Borrows {@code key} (32 bytes) for the duration of the call. */
    XaesCipher(byte[] key) {
        try {
            block = Cipher.getInstance("AES/ECB/NoPadding");
            block.init(Cipher.ENCRYPT_MODE, RawKey.aes(key));
            fillTemplate(block.doFinal(new byte[BLOCK]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES", e);
        }
    }

    private void fillTemplate(byte[] encryptedZero) {
        int low = ((encryptedZero[0] & 0x80) >>> 7) * CMAC_REDUCTION;
        for (int i = BLOCK - 1; i >= 0; i--) {
            template[i] = (byte) ((encryptedZero[i] << 1) ^ low);
            low = (encryptedZero[i] & 0x80) >>> 7;
        }
        Arrays.fill(encryptedZero, (byte) 0);
        System.arraycopy(template, 0, template, BLOCK, BLOCK);
        for (int counter = 1; counter <= 2; counter++) {
            int start = (counter - 1) * BLOCK;
            template[start + 1] ^= (byte) counter;
            template[start + 2] ^= LABEL;
        }
    }

    /**
     * Encrypts into {@code out}, where {@code headerLength} bytes of header and 24 of nonce already
     * are.
     */
    void seal(byte[] out, int headerLength, byte[] plaintext, byte[] aad) {
        try {
            RawKey key = derive(out, headerLength);
            gcm.seal(key, out, headerLength, headerLength + NONCE_LENGTH, plaintext, aad);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    /**
     * The plaintext of a buffer of at least {@code headerLength + 40} bytes, or {@link
     * OpenFailedException}.
     */
    byte[] open(byte[] sealed, int headerLength, byte[] aad) {
        try {
            RawKey key = derive(sealed, headerLength);
            return gcm.open(key, sealed, headerLength, headerLength + NONCE_LENGTH, aad);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    private RawKey derive(byte[] buffer, int nonceOffset) {
        System.arraycopy(template, 0, work, 0, work.length);
        for (int i = 0; i < CONTEXT_LENGTH; i++) {
            byte context = buffer[nonceOffset + i];
            work[BLOCK - CONTEXT_LENGTH + i] ^= context;
            work[2 * BLOCK - CONTEXT_LENGTH + i] ^= context;
        }
        try {
            block.doFinal(work, 0, work.length, derived, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused two blocks", e);
        }
        return RawKey.aes(derived);
    }

    @Override
    public void wipe() {
        Arrays.fill(template, (byte) 0);
        Arrays.fill(work, (byte) 0);
        Arrays.fill(derived, (byte) 0);
        gcm.wipe();
        try {
            block.init(Cipher.ENCRYPT_MODE, RawKey.aes(new byte[KEY_LENGTH]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused a zero key", e);
        }
    }
}
