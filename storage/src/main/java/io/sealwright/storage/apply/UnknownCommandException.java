package io.sealwright.storage.apply;

/**
 * The log or the state was written by a newer program: the node has to stop before it applies
 * anything.
 */
public final class UnknownCommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownCommandException(String message) {
        super(message);
    }
}
