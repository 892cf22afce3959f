package io.sealwright.storage.barrier;

/** The node is sealed: it holds no key to open the store with. */
public final class SealedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SealedException() {
        super("the node is sealed");
    }
}
