package io.sealwright.server.jose;

/**
 * A token that does not count. The message says why in the words of Vault's clients, and holds no
 * value of the token.
 */
public final class TokenRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    public TokenRefused(String message) {
        super(message, null, false, false);
        this.reason = message;
    }

    /** The message. */
    public String reason() {
        return reason;
    }
}
