package io.sealwright.audit;

import java.time.Instant;

/** Response wrapping as it stands in an entry. */
public record AuditWrapInfo(
        long ttlSeconds,
        Hashed token,
        Hashed accessor,
        Instant creationTime,
        String creationPath,
        Hashed wrappedAccessor) {}
