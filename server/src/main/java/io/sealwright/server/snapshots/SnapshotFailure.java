package io.sealwright.server.snapshots;

/** A snapshot could not be taken or kept; the message is shown to operators. */
final class SnapshotFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SnapshotFailure(String message) {
        super(message);
    }

    SnapshotFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
