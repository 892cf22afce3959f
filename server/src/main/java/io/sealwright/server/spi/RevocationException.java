package io.sealwright.server.spi;

/**
 * What a lease guards could not be ended; it is tried again. The message is shown to operators: it
 * says what to do, and holds no secret.
 */
public final class RevocationException extends Exception {
    private static final long serialVersionUID = 1L;

    public RevocationException(String message) {
        super(message, null, false, false);
    }
}
