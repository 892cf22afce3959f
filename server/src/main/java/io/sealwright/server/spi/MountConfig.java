package io.sealwright.server.spi;

import java.util.List;
import java.util.Objects;

/**
 * A mount's tuning.
 *
 * @param defaultLeaseTtl seconds; 0 = the system's default
 * @param maxLeaseTtl seconds; 0 = the system's maximum
 * @param tokenType for auth mounts: {@code default-service}, {@code service}, ...; empty for secret
 *     engines
 * @param lockout of auth mounts
 */
public record MountConfig(
        long defaultLeaseTtl,
        long maxLeaseTtl,
        boolean forceNoCache,
        String listingVisibility,
        String tokenType,
        List<String> auditNonHmacRequestKeys,
        List<String> auditNonHmacResponseKeys,
        List<String> passthroughRequestHeaders,
        List<String> allowedResponseHeaders,
        LockoutConfig lockout) {
    public static final MountConfig NONE =
            new MountConfig(0, 0, false, "", "", List.of(), List.of(), List.of(), List.of());

    /** Without lockout rules of its own. */
    public MountConfig(
            long defaultLeaseTtl,
            long maxLeaseTtl,
            boolean forceNoCache,
            String listingVisibility,
            String tokenType,
            List<String> auditNonHmacRequestKeys,
            List<String> auditNonHmacResponseKeys,
            List<String> passthroughRequestHeaders,
            List<String> allowedResponseHeaders) {
        this(
                defaultLeaseTtl,
                maxLeaseTtl,
                forceNoCache,
                listingVisibility,
                tokenType,
                auditNonHmacRequestKeys,
                auditNonHmacResponseKeys,
                passthroughRequestHeaders,
                allowedResponseHeaders,
                LockoutConfig.NONE);
    }

    public MountConfig {
        auditNonHmacRequestKeys = List.copyOf(auditNonHmacRequestKeys);
        auditNonHmacResponseKeys = List.copyOf(auditNonHmacResponseKeys);
        passthroughRequestHeaders = List.copyOf(passthroughRequestHeaders);
        allowedResponseHeaders = List.copyOf(allowedResponseHeaders);
        // Mounts that were stored before there were any have none.
        lockout = Objects.requireNonNullElse(lockout, LockoutConfig.NONE);
    }
}
