package io.sealwright.server.spi;

import io.sealwright.storage.SpaceId;
import java.time.Instant;
import java.util.Map;

/**
 * Something that happened to what a mount keeps. Immutable. Holds no value of a secret: whoever may
 * see an event need not be allowed to see the secret.
 *
 * @param type as {@code kv-v2/data-write}: a family, a slash, and what was done
 * @param namespace number of the mount's
 * @param space of the mount
 * @param path below the mount: what was asked for
 * @param dataPath below the mount: where the secret is read, and by which policies decide who hears
 *     of it
 * @param metadata more about it, by names
 */
public record Event(
        String type,
        int namespace,
        SpaceId space,
        String path,
        String dataPath,
        Instant time,
        Map<String, String> metadata) {
    public Event {
        metadata = Map.copyOf(metadata);
    }

    /** The same name that Vault gives it in the metadata. */
    public String operation() {
        return type.substring(type.indexOf('/') + 1);
    }

    @Override
    public String toString() {
        return "Event[" + type + "]";
    }
}
