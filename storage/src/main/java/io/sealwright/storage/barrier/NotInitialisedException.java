package io.sealwright.storage.barrier;

/** The store holds no keyring yet. */
public final class NotInitialisedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotInitialisedException() {
        super("the cluster is not initialised");
    }
}
