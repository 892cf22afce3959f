package io.sealwright.storage.barrier;

/** The bounded number of attempts was used up by conflicts; nothing was written. */
public final class ConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConflictException() {
        super("too many concurrent writes to the same record; try again");
    }
}
