package io.sealwright.server.token;

import io.sealwright.server.spi.MountConfig;
import java.time.Duration;

/**
 * How long tokens and leases live where nothing says otherwise.
 *
 * @param defaultTtl of the system ({@code sealwright.lease.default-ttl}), or as a mount is tuned;
 *     at most {@code maxTtl}
 * @param maxTtl of the system ({@code sealwright.lease.max-ttl}), or as a mount is tuned; positive
 */
public record LeaseLimits(Duration defaultTtl, Duration maxTtl) {
    /** Vault's: 768 h for both. */
    public static final LeaseLimits VAULT =
            new LeaseLimits(Duration.ofHours(768), Duration.ofHours(768));

    public LeaseLimits {
        if (defaultTtl.isNegative() || defaultTtl.isZero() || defaultTtl.compareTo(maxTtl) > 0) {
            throw new IllegalArgumentException(
                    "the default lease TTL must be positive and at most the maximum");
        }
    }

    /** As tuned on a mount, which may also raise the system's maximum, as with Vault. */
    public LeaseLimits tuned(MountConfig config) {
        Duration max = config.maxLeaseTtl() > 0 ? Duration.ofSeconds(config.maxLeaseTtl()) : maxTtl;
        Duration usual =
                config.defaultLeaseTtl() > 0
                        ? Duration.ofSeconds(config.defaultLeaseTtl())
                        : defaultTtl;
        return new LeaseLimits(usual.compareTo(max) > 0 ? max : usual, max);
    }
}
