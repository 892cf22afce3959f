package io.sealwright.crypto;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * A new root key sealed under the active term of a keyring: how members that are unsealed follow a
 * rekey without new shares.
 */
public final class RootKeyUpgrade {
    private RootKeyUpgrade() {}

    /** {@code next} sealed as {@link Keyring#seal} does, bound to {@code aad}. */
    public static byte[] seal(RootKey next, Keyring keyring, byte[] aad) {
        try (SecretBytes bytes = next.expose()) {
            return bytes.use(SecretAccess.insecure(), key -> keyring.seal(key, aad));
        }
    }

    /**
     * {@code next} sealed as {@link Keyring#seal} does once under each term that was still active
     * after {@code since}, newest first: for members whose keyring is as old as that.
     */
    public static List<byte[]> sealUnderEach(
            RootKey next, Keyring keyring, Instant since, byte[] aad) {
        try (SecretBytes bytes = next.expose()) {
            return bytes.use(
                    SecretAccess.insecure(), key -> keyring.sealUnderEach(since, key, aad));
        }
    }

    /**
     * The root key that {@link #seal} made this of, which the caller closes; throws as {@link
     * Keyring#open} does.
     */
    public static RootKey open(byte[] sealed, Keyring keyring, byte[] aad) {
        byte[] key = keyring.open(sealed, aad);
        try {
            return RootKey.copyOf(key);
        } catch (IllegalArgumentException e) {
            throw new FormatException("root key upgrade: " + e.getMessage());
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
