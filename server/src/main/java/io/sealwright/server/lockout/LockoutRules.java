package io.sealwright.server.lockout;

import io.sealwright.server.config.LockoutSettings;
import io.sealwright.server.spi.LockoutConfig;
import java.time.Duration;
import java.time.Instant;

/**
 * What holds at one mount.
 *
 * @param threshold failed logins that lock a name
 * @param duration how long the last of them locks it
 * @param counterReset after so long without a failed login the count begins again
 */
record LockoutRules(boolean disabled, long threshold, Duration duration, Duration counterReset) {
    /** The mount's own rules where it has some. */
    static LockoutRules of(LockoutSettings system, LockoutConfig mount) {
        return new LockoutRules(
                system.disabled() || mount.disabled(),
                mount.threshold() > 0 ? mount.threshold() : system.threshold(),
                mount.duration() > 0 ? Duration.ofSeconds(mount.duration()) : system.duration(),
                mount.counterReset() > 0
                        ? Duration.ofSeconds(mount.counterReset())
                        : system.counterReset());
    }

    boolean locks(FailedLogins failed, Instant now) {
        return !disabled
                && failed.count() >= threshold
                && now.toEpochMilli() < failed.last() + duration.toMillis();
    }

    boolean startsAgain(FailedLogins failed, Instant now) {
        return now.toEpochMilli() >= failed.last() + counterReset.toMillis();
    }

    /** From then on a failed login of now counts for nothing. */
    Instant forgotten(Instant now) {
        return now.plus(duration.compareTo(counterReset) > 0 ? duration : counterReset);
    }
}
