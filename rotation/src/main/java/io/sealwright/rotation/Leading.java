package io.sealwright.rotation;

import io.sealwright.storage.Precondition;
import io.sealwright.storage.Store;

/** One time of leading: the fence that everything written during it carries. */
record Leading(Store store, Precondition fence) {
    /** Spares a deposed leader the attempts that its fence would fail anyway. */
    void check() {
        if (!fence.equals(store.fence())) {
            throw new DeposedException();
        }
    }
}
