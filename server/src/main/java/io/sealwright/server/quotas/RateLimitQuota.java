package io.sealwright.server.quotas;

/**
 * A stored rate limit: so many requests of one address in an interval.
 *
 * @param mount accessor of the mount it is for, which it follows and ends with; empty for all
 *     requests
 * @param below the path below the mount: empty for all of it, one path, or with a {@code *} at its
 *     end all that begin so
 * @param role of logins at the mount; empty for any request
 * @param interval seconds
 * @param blockInterval seconds for which an address is refused once it was over the limit; 0 =
 *     until the interval ends
 * @param inheritable kept as given: a limit is for a mount, or for the requests of all namespaces
 */
record RateLimitQuota(
        String name,
        String mount,
        String below,
        String role,
        double rate,
        long interval,
        long blockInterval,
        boolean inheritable)
        implements Aimed {

    /** Whole requests in an interval; at least one. */
    long most() {
        return Math.max(1, (long) rate);
    }

    boolean global() {
        return mount.isEmpty();
    }
}
