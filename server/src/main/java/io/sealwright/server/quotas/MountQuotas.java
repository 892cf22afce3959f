package io.sealwright.server.quotas;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The quotas of mounts. One of them counts: that of a login's role, else of the path, else of the
 * longest path with a {@code *}, else of the mount. Immutable and thread-safe.
 */
final class MountQuotas<Q extends Aimed> {
    private final Map<String, List<Q>> byMount = new HashMap<>();

    /** Those that are for no mount are left out. */
    MountQuotas(List<Q> quotas) {
        // Of a role first; then whole paths, the mount's own (empty) last; of patterns the longer.
        Comparator<Q> firstOnesFirst =
                Comparator.comparing((Q quota) -> quota.role().isEmpty())
                        .thenComparing(quota -> quota.below().isEmpty())
                        .thenComparing(quota -> quota.below().endsWith("*"))
                        .thenComparing(quota -> -quota.below().length());
        quotas.stream()
                .filter(quota -> !quota.mount().isEmpty())
                .forEach(quota ->
                        byMount.computeIfAbsent(quota.mount(), _ -> new ArrayList<>()).add(quota));
        byMount.values().forEach(some -> some.sort(firstOnesFirst));
    }

    boolean isEmpty() {
        return byMount.isEmpty();
    }

    /** Whether the role of a login at this mount has to be known. */
    boolean asksForRole(String mount) {
        return byMount.getOrDefault(mount, List.of()).stream()
                .anyMatch(quota -> !quota.role().isEmpty());
    }

    /**
     * @param mount accessor; empty if there is none
     * @param below the path below the mount
     * @param role empty if there is none, or it was not asked for
     */
    Optional<Q> find(String mount, String below, String role) {
        return byMount.getOrDefault(mount, List.of()).stream()
                .filter(quota -> matches(quota, below, role))
                .findFirst();
    }

    private static boolean matches(Aimed quota, String below, String role) {
        if (!quota.role().isEmpty()) {
            return quota.role().equals(role);
        }
        String pattern = quota.below();
        if (pattern.endsWith("*")) {
            return below.startsWith(pattern.substring(0, pattern.length() - 1));
        }
        return pattern.isEmpty() || pattern.equals(below);
    }
}
