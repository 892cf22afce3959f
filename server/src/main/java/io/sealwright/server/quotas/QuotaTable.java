package io.sealwright.server.quotas;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All rate limits as of one revision. One of them counts for a request: that of a login's role,
 * else of the path, else of the longest path with a {@code *}, else of the mount, else of all
 * requests. Immutable and thread-safe.
 */
final class QuotaTable {
    /** Of a role first; then whole paths, the mount's own (empty) last; of patterns the longer. */
    private static final Comparator<RateLimitQuota> FIRST_ONES_FIRST =
            Comparator.comparing((RateLimitQuota quota) -> quota.role().isEmpty())
                    .thenComparing(quota -> quota.below().isEmpty())
                    .thenComparing(quota -> quota.below().endsWith("*"))
                    .thenComparing(quota -> -quota.below().length());

    private final QuotaConfig config;
    private final @Nullable RateLimitQuota global;
    private final Map<String, List<RateLimitQuota>> byMount = new HashMap<>();

    QuotaTable(QuotaConfig config, List<RateLimitQuota> quotas) {
        this.config = config;
        this.global = quotas.stream().filter(RateLimitQuota::global).findFirst().orElse(null);
        quotas.stream()
                .filter(quota -> !quota.global())
                .forEach(quota ->
                        byMount.computeIfAbsent(quota.mount(), _ -> new ArrayList<>()).add(quota));
        byMount.values().forEach(some -> some.sort(FIRST_ONES_FIRST));
    }

    QuotaConfig config() {
        return config;
    }

    boolean isEmpty() {
        return global == null && byMount.isEmpty();
    }

    /** Whether the role of a login at this mount has to be known. */
    boolean asksForRole(String mount) {
        return byMount.getOrDefault(mount, List.of()).stream()
                .anyMatch(quota -> !quota.role().isEmpty());
    }

    /**
     * @param mount accessor; empty if the path leads to none
     * @param below the path below the mount
     * @param role empty if there is none, or it was not asked for
     */
    Optional<RateLimitQuota> find(String mount, String below, String role) {
        return byMount.getOrDefault(mount, List.of()).stream()
                .filter(quota -> matches(quota, below, role))
                .findFirst()
                .or(() -> Optional.ofNullable(global));
    }

    private static boolean matches(RateLimitQuota quota, String below, String role) {
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
