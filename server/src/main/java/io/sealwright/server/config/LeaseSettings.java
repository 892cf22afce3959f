package io.sealwright.server.config;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The system's default and longest TTL of tokens and leases. */
public record LeaseSettings(
        @DefaultValue("768h") Duration defaultTtl, @DefaultValue("768h") Duration maxTtl) {
    private static final Duration MOST = Duration.ofDays(365 * 100L);

    public LeaseSettings {
        Checks.range("sealwright.lease.default-ttl", defaultTtl, Duration.ofSeconds(1), MOST);
        Checks.range("sealwright.lease.max-ttl", maxTtl, Duration.ofSeconds(1), MOST);
        if (defaultTtl.compareTo(maxTtl) > 0) {
            throw new ConfigurationException(
                    "sealwright.lease.default-ttl is longer than sealwright.lease.max-ttl");
        }
    }
}
