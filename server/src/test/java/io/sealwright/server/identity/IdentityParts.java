package io.sealwright.server.identity;

import io.sealwright.storage.barrier.Barrier;

/** Identity without the rest of the program. */
public final class IdentityParts {
    private IdentityParts() {}

    public static Identities of(Barrier barrier) {
        return new Identities(barrier);
    }
}
