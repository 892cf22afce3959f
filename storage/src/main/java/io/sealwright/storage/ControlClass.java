package io.sealwright.storage;

/**
 * Records that decide how every request is handled; the state machine keeps, for each namespace and
 * class, the revision of the last write, so that a decoded copy is known to be current without
 * reading it (storage contract, point 10).
 *
 * <p>The ordinal is the first byte of a space id and is stored: only append.
 */
public enum ControlClass {
    /** Ordinary data: no class revision is kept. */
    NONE,
    KEYRING,
    MOUNTS,
    POLICIES,
    IDENTITY,
    QUOTAS,
    /** Cluster-wide settings: audited headers, rotation limits and the like. */
    SETTINGS,
    TOKEN_ROLES,
    NAMESPACES,
    /** Methods and enforcements of login MFA. */
    MFA
}
