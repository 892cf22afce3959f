package io.sealwright.crypto;

/**
 * The capability that {@link SecretBytes} asks for before it gives its bytes away. Whoever passes
 * one takes over the duty to keep those bytes out of logs, exceptions and strings, and to wipe
 * every copy.
 */
public final class SecretAccess {
    private static final SecretAccess INSECURE = new SecretAccess();

    private SecretAccess() {}

    /**
     * The capability itself; search for calls of this method to find every place where secret bytes
     * leave their holder.
     */
    public static SecretAccess insecure() {
        return INSECURE;
    }
}
