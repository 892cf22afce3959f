package io.sealwright.server.config;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a name is locked out of an auth mount; a mount can be tuned to have rules of its own.
 *
 * @param disabled nobody is locked out, whatever a mount says
 * @param threshold failed logins that lock a name
 * @param duration how long the last of them locks it
 * @param counterReset after so long without a failed login the count begins again
 */
public record LockoutSettings(
        @DefaultValue("false") boolean disabled,
        @DefaultValue("5") int threshold,
        @DefaultValue("15m") Duration duration,
        @DefaultValue("15m") Duration counterReset) {
    private static final String PREFIX = "sealwright.lockout.";
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofDays(365);

    public LockoutSettings {
        Checks.range(PREFIX + "threshold", threshold, 1, 1_000_000);
        Checks.range(PREFIX + "duration", duration, LEAST, MOST);
        Checks.range(PREFIX + "counter-reset", counterReset, LEAST, MOST);
    }
}
