package io.sealwright.storage.rocks;

/**
 * The data folder cannot be used as it is: another cluster's, a newer format, in use, or broken.
 * The message says which.
 */
public final class DataFolderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DataFolderException(String message) {
        super(message);
    }

    public DataFolderException(String message, Throwable cause) {
        super(message, cause);
    }
}
