package io.sealwright.server.config;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long events are kept, and how many may listen.
 *
 * @param keep about so many events are kept in the log; the oldest go, in parts of some 1,000
 * @param keepFor and so long
 * @param expiringWithin how long before its end a secret's is told
 * @param subscribers connections of this node that hear events; beyond it 503
 */
public record EventSettings(
        @DefaultValue("100000") long keep,
        @DefaultValue("72h") Duration keepFor,
        @DefaultValue("72h") Duration expiringWithin,
        @DefaultValue("256") int subscribers) {
    private static final String PREFIX = "sealwright.events.";

    public EventSettings {
        Checks.range(PREFIX + "keep", keep, 1_000, 10_000_000);
        Checks.range(PREFIX + "keep-for", keepFor, Duration.ofHours(2), Duration.ofDays(365));
        Checks.range(
                PREFIX + "expiring-within",
                expiringWithin,
                Duration.ofMinutes(5),
                Duration.ofDays(365));
        Checks.range(PREFIX + "subscribers", subscribers, 1, 10_000);
    }
}
