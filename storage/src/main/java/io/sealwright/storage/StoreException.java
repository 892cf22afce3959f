package io.sealwright.storage;

/**
 * The store could not do what was asked; each kind tells the caller what is known. Messages hold no
 * stored data.
 */
public abstract sealed class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreException(String message) {
        super(message);
    }

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * No leader or no quorum within the deadline, or the node is catching up. Nothing was written;
     * try again later.
     */
    public static final class Unavailable extends StoreException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message) {
            super(message);
        }

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * The deadline passed after the write was handed to Raft: it may have happened, or may happen
     * yet.
     */
    public static final class OutcomeUnknown extends StoreException {
        private static final long serialVersionUID = 1L;

        public OutcomeUnknown(String message) {
            super(message);
        }
    }

    /** The data disk is full or failing; nothing was half-written. */
    public static final class DiskFailed extends StoreException {
        private static final long serialVersionUID = 1L;

        public DiskFailed(String message) {
            super(message);
        }

        public DiskFailed(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The write set exceeds a limit of {@link WriteSet}. */
    public static final class TooLarge extends StoreException {
        private static final long serialVersionUID = 1L;

        public TooLarge(String message) {
            super(message);
        }
    }
}
