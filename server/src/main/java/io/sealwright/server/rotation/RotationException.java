package io.sealwright.server.rotation;

/**
 * A step that cannot be done. The message is shown in the rotation's status: it holds no secret.
 */
final class RotationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    RotationException(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
