package io.sealwright.server.usage;

/**
 * What is counted as the same thing done again.
 *
 * @param secret its path below the mount; empty for what concerns no single secret
 * @param identity an entity's id, or the display name of a token that has none
 * @param day days since 1970-01-01, in UTC
 */
record Access(MountPlace mount, String secret, String identity, boolean write, int day) {
    boolean readsSecret() {
        return !write && !secret.isEmpty();
    }

    @Override
    public String toString() {
        return "Access[" + (write ? "write" : "read") + "]";
    }
}
