package io.sealwright.server.quotas;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All limits of lease counts as of one revision. One of them counts a lease: that of its mount
 * which {@link MountQuotas} finds, else that of its namespace, else that of the nearest namespace
 * around it that is inheritable. Immutable and thread-safe.
 */
final class LeaseCountTable {
    private final MountQuotas<LeaseCountQuota> ofMounts;
    private final Map<Integer, LeaseCountQuota> byNamespace = new HashMap<>();

    LeaseCountTable(List<LeaseCountQuota> quotas) {
        ofMounts = new MountQuotas<>(quotas);
        quotas.stream()
                .filter(LeaseCountQuota::ofNamespace)
                .forEach(quota -> byNamespace.put(quota.namespace(), quota));
    }

    boolean isEmpty() {
        return byNamespace.isEmpty() && ofMounts.isEmpty();
    }

    /**
     * @param lineage numbers of the lease's namespace and of those around it, its own last
     * @param mount accessor; empty if it is gone
     * @param below the path below the mount
     * @param role of a login; else empty
     */
    Optional<LeaseCountQuota> find(List<Integer> lineage, String mount, String below, String role) {
        return ofMounts.find(mount, below, role).or(() -> ofNamespaces(lineage));
    }

    private Optional<LeaseCountQuota> ofNamespaces(List<Integer> lineage) {
        for (int i = lineage.size() - 1; i >= 0; i--) {
            LeaseCountQuota quota = byNamespace.get(lineage.get(i));
            if (quota != null && (quota.inheritable() || i == lineage.size() - 1)) {
                return Optional.of(quota);
            }
        }
        return Optional.empty();
    }
}
