package io.sealwright.server.quotas;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All rate limits as of one revision. One of them counts for a request: that of its mount which
 * {@link MountQuotas} finds, else the one of all requests. Immutable and thread-safe.
 */
final class QuotaTable {
    private final QuotaConfig config;
    private final @Nullable RateLimitQuota global;
    private final MountQuotas<RateLimitQuota> ofMounts;

    QuotaTable(QuotaConfig config, List<RateLimitQuota> quotas) {
        this.config = config;
        this.global = quotas.stream().filter(RateLimitQuota::global).findFirst().orElse(null);
        this.ofMounts = new MountQuotas<>(quotas);
    }

    QuotaConfig config() {
        return config;
    }

    boolean isEmpty() {
        return global == null && ofMounts.isEmpty();
    }

    /** Whether the role of a login at this mount has to be known. */
    boolean asksForRole(String mount) {
        return ofMounts.asksForRole(mount);
    }

    /**
     * @param mount accessor; empty if the path leads to none
     * @param below the path below the mount
     * @param role empty if there is none, or it was not asked for
     */
    Optional<RateLimitQuota> find(String mount, String below, String role) {
        return ofMounts.find(mount, below, role).or(() -> Optional.ofNullable(global));
    }
}
