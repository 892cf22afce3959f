package io.sealwright.crypto.transit;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys on their way between two places, as PKCS #11's {@code CKM_RSA_AES_KEY_WRAP} has it: a
 * one-time AES key under RSA-OAEP, then the key under that one by RFC 5649.
 */
public final class KeyWrap {
    private static final int ONE_TIME_KEY = 32;
    private static final int BLOCK = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String hash;
    private final OAEPParameterSpec oaep;

    private KeyWrap(String hash) {
        this.hash = hash;
        this.oaep = RsaKey.oaep(hash, new MGF1ParameterSpec(hash));
    }

    /**
     * @param hash of OAEP: {@code SHA1}, {@code SHA224}, {@code SHA256}, {@code SHA384} or {@code
     *     SHA512}, in any case
     * @throws RefusedException for another one
     */
    public static KeyWrap with(String hash) {
        return switch (hash.toUpperCase(Locale.ROOT)) {
            case "SHA1" -> new KeyWrap("SHA-1");
            case "SHA224" -> new KeyWrap("SHA-224");
            case "SHA256" -> new KeyWrap("SHA-256");
            case "SHA384" -> new KeyWrap("SHA-384");
            case "SHA512" -> new KeyWrap("SHA-512");
            default ->
                    throw new RefusedException(
                            "unknown hash function: use SHA1, SHA224, SHA256, SHA384 or SHA512");
        };
    }

    /** The key for the owner of the wrapping key; what is wrapped still belongs to the caller. */
    public byte[] wrap(RsaKey wrapping, byte[] key) {
        byte[] once = new byte[ONE_TIME_KEY];
        RANDOM.nextBytes(once);
        try {
            Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
            rsa.init(Cipher.ENCRYPT_MODE, wrapping.publicNumbers(), oaep, RANDOM);
            return Der.concat(rsa.doFinal(once), kwp(Cipher.ENCRYPT_MODE, once, key));
        } catch (GeneralSecurityException e) {
            throw new RefusedException("the wrapping key is too short for this hash function");
        } finally {
            Arrays.fill(once, (byte) 0);
        }
    }

    /**
     * The key that was wrapped, which the caller wipes.
     *
     * @throws RefusedException if it was not wrapped for this key, or changed
     */
    public byte[] unwrap(RsaKey wrapping, byte[] wrapped) {
        int first = wrapping.type().length();
        if (wrapped.length <= first) {
            throw new RefusedException("provided ciphertext is too short");
        }
        byte[] once = wrapping.decrypt(Arrays.copyOf(wrapped, first), oaep);
        try {
            if (once.length != ONE_TIME_KEY) {
                throw new RefusedException("expected ephemeral AES key to be 256-bit");
            }
            return open(once, Arrays.copyOfRange(wrapped, first, wrapped.length));
        } finally {
            Arrays.fill(once, (byte) 0);
        }
    }

    private static byte[] open(byte[] once, byte[] wrapped) {
        if (wrapped.length < 2 * BLOCK || wrapped.length % BLOCK != 0) {
            throw notWrapped();
        }
        try {
            return kwp(Cipher.DECRYPT_MODE, once, wrapped);
        } catch (GeneralSecurityException e) {
            throw notWrapped();
        }
    }

    private static RefusedException notWrapped() {
        return new RefusedException("the key is not wrapped under the ephemeral AES key");
    }

    private static byte[] kwp(int mode, byte[] key, byte[] input) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"));
        return cipher.doFinal(input);
    }

    @Override
    public String toString() {
        return "KeyWrap[" + hash + "]";
    }
}
