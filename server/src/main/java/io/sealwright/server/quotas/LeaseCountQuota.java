package io.sealwright.server.quotas;

/**
 * A stored limit of how many leases there may be.
 *
 * @param id hex, never given again: of its counter, and kept with each lease that it counts
 * @param namespace number of the namespace that it is for, or that its mount is of
 * @param mount accessor of the mount it is for, which it follows and ends with; empty for the whole
 *     namespace
 * @param below the path below the mount: empty for all of it, one path, or with a {@code *} at its
 *     end all that begin so
 * @param role of logins at the mount; empty for any lease
 * @param inheritable of one for a namespace: also for the namespaces within it, all together
 * @param counted whether all leases are counted that it is for; nothing is refused before
 */
record LeaseCountQuota(
        String name,
        String id,
        int namespace,
        String mount,
        String below,
        String role,
        long maxLeases,
        boolean inheritable,
        boolean counted)
        implements Aimed {

    boolean ofNamespace() {
        return mount.isEmpty();
    }

    /** Whether the other one is for the same leases. */
    boolean sameLeases(LeaseCountQuota other) {
        return namespace == other.namespace && sameTarget(other);
    }

    /** In place of an older one of the same name, whose counter it goes on with. */
    LeaseCountQuota inPlaceOf(LeaseCountQuota older) {
        boolean same = sameLeases(older) && inheritable == older.inheritable;
        return with(older.id, same && older.counted);
    }

    LeaseCountQuota asCounted() {
        return with(id, true);
    }

    private LeaseCountQuota with(String newId, boolean isCounted) {
        return new LeaseCountQuota(
                name, newId, namespace, mount, below, role, maxLeases, inheritable, isCounted);
    }
}
