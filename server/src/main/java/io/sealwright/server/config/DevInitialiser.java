package io.sealwright.server.config;

/**
 * Makes a dev node usable once it serves: initialised, unsealed, KV v2 at {@code secret/}.
 * Implemented where nodes are initialised.
 */
@FunctionalInterface
public interface DevInitialiser {
    /**
     * What the banner shows.
     *
     * @param unsealKey base64
     */
    record Ready(String rootToken, String unsealKey) {
        @Override
        public String toString() {
            return "Ready[]";
        }
    }

    /**
     * Runs once, with the listener already open.
     *
     * @param rootToken id of the root token; empty for a random one
     */
    Ready initialise(String rootToken);
}
