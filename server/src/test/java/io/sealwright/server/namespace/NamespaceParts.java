package io.sealwright.server.namespace;

import io.sealwright.storage.barrier.Barrier;

/** Namespaces without the rest of the program. */
public final class NamespaceParts {
    private NamespaceParts() {}

    public static Namespaces of(Barrier barrier) {
        return new Namespaces(barrier);
    }
}
