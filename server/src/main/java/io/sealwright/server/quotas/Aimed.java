package io.sealwright.server.quotas;

/** What a quota of a mount is for. */
interface Aimed {
    /** Accessor of the mount, which the quota follows and ends with; empty if it is for none. */
    String mount();

    /**
     * The path below the mount: empty for all of it, one path, or with a {@code *} at its end all
     * that begin so.
     */
    String below();

    /** Of logins at the mount; empty for everything. */
    String role();

    /** Whether another one is for the same. */
    default boolean sameTarget(Aimed other) {
        return mount().equals(other.mount())
                && below().equals(other.below())
                && role().equals(other.role());
    }
}
