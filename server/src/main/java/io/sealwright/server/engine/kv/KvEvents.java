package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.Event;
import io.sealwright.server.spi.Events;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells what happens to the secrets of KV mounts, by the names that Vault uses. Thread-safe. */
final class KvEvents {
    static final String DATA = "data/";
    private static final String PLAIN = "kv-v1/";
    private static final String VERSIONED = "kv-v2/";

    private final Events events;

    KvEvents(Events events) {
        this.events = events;
    }

    /** Of KV v1. */
    void plain(EngineContext context, String operation, String path) {
        tell(context, PLAIN + operation, path, path, Map.of());
    }

    /** Of the settings of a mount of KV v2. */
    void config(EngineContext context) {
        tell(context, VERSIONED + "config-write", "config", "config", Map.of());
    }

    /** Of a secret's data as a whole. */
    void data(EngineContext context, String operation, String path, Secret secret) {
        tell(context, VERSIONED + operation, DATA + path, DATA + path, state(secret));
    }

    /** Of a secret's settings, or of all of it. */
    void metadata(EngineContext context, String operation, String path, Secret secret) {
        tell(context, VERSIONED + operation, "metadata/" + path, DATA + path, state(secret));
    }

    /**
     * Of chosen versions.
     *
     * @param operation {@code delete}, {@code undelete} or {@code destroy}
     */
    void versions(
            EngineContext context,
            String operation,
            String path,
            Secret secret,
            List<Long> numbers) {
        Map<String, String> metadata = new HashMap<>(state(secret));
        metadata.put(participle(operation) + "_versions", numbers.toString().replace(" ", ""));
        tell(context, VERSIONED + operation, operation + "/" + path, DATA + path, metadata);
    }

    private static String participle(String operation) {
        return operation.endsWith("e") ? operation + "d" : operation + "ed";
    }

    private static Map<String, String> state(Secret secret) {
        return Map.of(
                "current_version", Long.toString(secret.currentNumber()),
                "oldest_version", Long.toString(secret.oldestNumber()));
    }

    private void tell(
            EngineContext context,
            String type,
            String path,
            String dataPath,
            Map<String, String> metadata) {
        Instant now = context.now();
        events.tell(
                context.transaction(),
                new Event(
                        type,
                        context.mount().namespaceId(),
                        context.mount().space(),
                        path,
                        dataPath,
                        now,
                        metadata));
    }
}
