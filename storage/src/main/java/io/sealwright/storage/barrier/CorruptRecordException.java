package io.sealwright.storage.barrier;

/**
 * A stored value does not open or does not decode: it was changed or moved, or a newer version
 * wrote it. Names no data.
 */
public final class CorruptRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CorruptRecordException(String message) {
        super(message);
    }

    public CorruptRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
