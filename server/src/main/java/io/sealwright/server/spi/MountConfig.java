package io.sealwright.server.spi;

import java.util.List;

/**
 * A mount's tuning.
 *
 * @param defaultLeaseTtl seconds; 0 = the system's default
 * @param maxLeaseTtl seconds; 0 = the system's maximum
 * @param tokenType for auth mounts: {@code default-service}, {@code service}, ...; empty for secret
 *     engines
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
        List<String> allowedResponseHeaders) {
    public static final MountConfig NONE =
            new MountConfig(0, 0, false, "", "", List.of(), List.of(), List.of(), List.of());

    public MountConfig {
        auditNonHmacRequestKeys = List.copyOf(auditNonHmacRequestKeys);
        auditNonHmacResponseKeys = List.copyOf(auditNonHmacResponseKeys);
        passthroughRequestHeaders = List.copyOf(passthroughRequestHeaders);
        allowedResponseHeaders = List.copyOf(allowedResponseHeaders);
    }
}
