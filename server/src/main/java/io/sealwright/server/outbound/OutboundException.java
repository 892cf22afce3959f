package io.sealwright.server.outbound;

/**
 * A request to somebody else that came to nothing. The message says why and holds nothing of what
 * was answered.
 */
public final class OutboundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final boolean busy;

    public OutboundException(String message) {
        this(message, false);
    }

    private OutboundException(String message, boolean busy) {
        super(message, null, false, false);
        this.reason = message;
        this.busy = busy;
    }

    /** Nothing was sent: too many requests are waiting for answers. */
    public static OutboundException busy(String message) {
        return new OutboundException(message, true);
    }

    /** The message. */
    public String reason() {
        return reason;
    }

    /** Whether the same may work in a moment. */
    public boolean isBusy() {
        return busy;
    }
}
