package io.sealwright.rotation;

/** This member does not lead any more: its due work is the next leader's. */
public final class DeposedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeposedException() {
        super("this member does not lead any more", null, false, false);
    }
}
