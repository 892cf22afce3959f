package io.sealwright.server.events;

import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.Map;

/** Events that were never told by anybody. */
final class EventSamples {
    private EventSamples() {}

    static StoredEvent event(String type, int namespace, String dataPath, Instant time) {
        return new StoredEvent(
                "id-" + dataPath,
                type,
                namespace,
                "secret/",
                "kv_1",
                "kv",
                dataPath,
                dataPath,
                time.toString(),
                Map.of("current_version", "1"));
    }

    static StoredEvent write(String dataPath, Instant time) {
        return event("kv-v2/data-write", 0, dataPath, time);
    }

    /** Appends writes of {@code secret/data/<number>}. */
    static void append(Transaction transaction, int from, int to, Instant time) {
        for (int i = from; i < to; i++) {
            EventLog.append(transaction, write("secret/data/" + i, time));
        }
    }
}
