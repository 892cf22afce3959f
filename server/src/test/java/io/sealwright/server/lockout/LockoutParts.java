package io.sealwright.server.lockout;

import io.sealwright.server.config.LockoutSettings;
import io.sealwright.server.token.TokenDesk;
import java.time.Duration;

/** Lockouts without the rest of the program. */
public final class LockoutParts {
    private LockoutParts() {}

    /** By the rules that hold without configuration. */
    public static Lockouts of(TokenDesk desk) {
        return of(
                desk,
                new LockoutSettings(false, 5, Duration.ofMinutes(15), Duration.ofMinutes(15)));
    }

    public static Lockouts of(TokenDesk desk, LockoutSettings settings) {
        FailureRecords failures = new FailureRecords(desk.node().barrier());
        desk.work(new LockoutExpiry(failures));
        return new Lockouts(settings, failures);
    }
}
