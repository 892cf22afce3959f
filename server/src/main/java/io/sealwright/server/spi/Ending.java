package io.sealwright.server.spi;

import io.sealwright.storage.SpaceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that ends at a time that is known. Holds no secret.
 *
 * @param kind {@code token}, {@code lease}, {@code secret-id}, {@code version} or {@code secret}
 * @param namespace number of the namespace that it is of
 * @param mount space of the mount that the path is below; null for a path in the namespace
 * @param path where it is looked at, or for a token where it was made
 * @param accessor of a token or secret id; empty for others
 * @param version of a secret; 0 for others
 * @param at when; of a {@code secret} what its annotation says, at which nothing is deleted
 */
public record Ending(
        String kind,
        int namespace,
        @Nullable SpaceId mount,
        String path,
        String accessor,
        long version,
        Instant at) {}
