package io.sealwright.storage.barrier;

/**
 * A counter is absent, or would go below the floor of an {@link Records#add}, as of the
 * transaction's view. Thrown by the call itself, so that the body can answer what it means; nothing
 * is written unless the body catches it and goes on.
 */
public final class BelowFloorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BelowFloorException() {
        super("the counter is absent or at its floor");
    }
}
