package io.sealwright.storage.snapshot;

/** A stream that is no whole snapshot this program can read. Nothing was changed by it. */
public final class SnapshotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SnapshotException(String message) {
        super(message);
    }

    public SnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
