package io.sealwright.server.spi;

/**
 * An auth mount's own rules for locking names out after failed logins.
 *
 * @param threshold failed logins that lock a name; 0 = the system's
 * @param duration seconds; 0 = the system's
 * @param counterReset seconds without a failed login after which the count begins again; 0 = the
 *     system's
 * @param disabled nobody is locked out here
 */
public record LockoutConfig(long threshold, long duration, long counterReset, boolean disabled) {
    public static final LockoutConfig NONE = new LockoutConfig(0, 0, 0, false);
}
