package io.sealwright.storage.barrier;

/** The store has a keyring already; a second one would make everything in it unreadable. */
public final class AlreadyInitialisedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AlreadyInitialisedException() {
        super("the cluster is already initialised");
    }
}
