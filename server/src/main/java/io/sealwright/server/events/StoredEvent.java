package io.sealwright.server.events;

import io.sealwright.server.spi.RecordCodec;
import java.time.Instant;
import java.util.Map;

/**
 * An event as it lies in the log. Immutable.
 *
 * @param id a random UUID: the same wherever and however often it is told
 * @param namespace number of it
 * @param mountPath with a slash at its end; empty for an event of the log itself
 * @param plugin type of the mount's engine
 * @param path of the request, with the mount's
 * @param dataPath where the secret is read, with the mount's; empty for an event of the log itself
 * @param time ISO 8601
 */
record StoredEvent(
        String id,
        String type,
        int namespace,
        String mountPath,
        String mountAccessor,
        String plugin,
        String path,
        String dataPath,
        String time,
        Map<String, String> metadata) {
    static final RecordCodec<StoredEvent> CODEC = RecordCodec.of(StoredEvent.class);

    StoredEvent {
        metadata = Map.copyOf(metadata);
    }

    Instant at() {
        return Instant.parse(time);
    }

    String operation() {
        return type.substring(type.indexOf('/') + 1);
    }

    @Override
    public String toString() {
        return "StoredEvent[" + type + "]";
    }
}
