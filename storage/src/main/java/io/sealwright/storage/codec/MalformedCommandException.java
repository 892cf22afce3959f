package io.sealwright.storage.codec;

/** Bytes that no version of the codec wrote. */
public final class MalformedCommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedCommandException(String message) {
        super(message);
    }

    MalformedCommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
