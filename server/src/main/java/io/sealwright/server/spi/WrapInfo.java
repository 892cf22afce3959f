package io.sealwright.server.spi;

import java.time.Instant;

/**
 * The {@code wrap_info} of a wrapped answer; everything else of the answer lies in the wrapping
 * token's cubbyhole.
 */
public record WrapInfo(
        String token,
        String accessor,
        long ttl,
        Instant creationTime,
        String creationPath,
        String wrappedAccessor) {
    @Override
    public String toString() {
        return "WrapInfo[" + creationPath + "]";
    }
}
