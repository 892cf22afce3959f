package io.sealwright.storage.barrier;

/** Lets a body's exception reach the caller as it was thrown, checked or not. */
final class Thrown {
    private Thrown() {}

    static RuntimeException asItIs(Exception e) {
        if (e instanceof RuntimeException unchecked) {
            return unchecked;
        }
        throw Thrown.<RuntimeException>unchecked(e);
    }

    // The cast to E is erased, so nothing is cast at run time.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E unchecked(Exception e) throws E {
        throw (E) e;
    }
}
