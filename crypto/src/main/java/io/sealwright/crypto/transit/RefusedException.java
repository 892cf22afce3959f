package io.sealwright.crypto.transit;

/**
 * A key cannot do what was asked with what was given. The message is for whoever asked: it says
 * what to change, and holds neither key nor input.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    public RefusedException(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    /** What is wrong, and what to change. */
    public String reason() {
        return reason;
    }
}
