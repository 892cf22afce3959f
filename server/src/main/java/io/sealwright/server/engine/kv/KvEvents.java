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
    private static final String TOPICS = "gcp/";

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
        tellTopics(context, operation, path, secret);
    }

    /** Of a secret's settings, or of all of it. */
    void metadata(EngineContext context, String operation, String path, Secret secret) {
        tell(context, VERSIONED + operation, "metadata/" + path, DATA + path, state(secret));
        tellTopics(context, operation, path, secret);
    }

    /**
     * Of chosen versions.
     *
     * @param operation {@code delete}, {@code undelete}, {@code disable}, {@code enable} or {@code
     *     destroy}
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
        tellTopics(context, operation, path, secret);
    }

    /** Of a secret that there was not, without data. */
    void created(EngineContext context, String path, Secret secret) {
        tell(context, VERSIONED + "metadata-write", "metadata/" + path, DATA + path, state(secret));
        topics(context, "SECRET_CREATE", path, secret);
    }

    /**
     * To each of the topics that a client of GCP gave a secret.
     *
     * @param type as Google calls it, such as {@code SECRET_ROTATE}
     */
    void topics(EngineContext context, String type, String path, Secret secret) {
        for (String topic : secret.about().google().topics()) {
            Map<String, String> metadata = new HashMap<>(state(secret));
            metadata.put("topic", topic);
            tell(context, TOPICS + type, DATA + path, DATA + path, metadata);
        }
    }

    /** What Google calls what happened; empty if it tells nothing of it. */
    private static String topicType(String operation) {
        return switch (operation) {
            case "data-write", "data-patch" -> "SECRET_VERSION_ADD";
            case "metadata-write", "metadata-patch" -> "SECRET_UPDATE";
            case "metadata-delete" -> "SECRET_DELETE";
            case "delete", "data-delete", "disable" -> "SECRET_VERSION_DISABLE";
            case "undelete", "enable" -> "SECRET_VERSION_ENABLE";
            case "destroy" -> "SECRET_VERSION_DESTROY";
            default -> "";
        };
    }

    private void tellTopics(EngineContext context, String operation, String path, Secret secret) {
        String type = topicType(operation);
        if (!type.isEmpty()) {
            topics(context, type, path, secret);
        }
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
