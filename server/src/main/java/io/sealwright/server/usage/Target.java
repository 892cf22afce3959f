package io.sealwright.server.usage;

import io.sealwright.storage.SpaceId;

/** What reads are kept of. */
sealed interface Target {
    /**
     * @param space of its mount
     * @param path below the mount
     */
    record OfSecret(int namespace, SpaceId space, String path) implements Target {
        @Override
        public String toString() {
            return "OfSecret[]";
        }
    }

    /**
     * @param namespace in which it has read
     */
    record OfIdentity(int namespace, String identity) implements Target {}

    int namespace();
}
