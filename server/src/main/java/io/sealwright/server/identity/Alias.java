package io.sealwright.server.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one auth mount calls an entity. Stored within the entity.
 *
 * @param metadata what the method told at the last login
 * @param customMetadata what operators gave it
 * @param created epoch milliseconds, as {@code updated}
 * @param mergedFrom ids of entities that it belonged to before they were merged
 */
record Alias(
        String id,
        String name,
        String mountAccessor,
        Map<String, String> metadata,
        Map<String, String> customMetadata,
        long created,
        long updated,
        List<String> mergedFrom) {
    Alias {
        metadata = Map.copyOf(metadata);
        customMetadata = Map.copyOf(customMetadata);
        mergedFrom = List.copyOf(mergedFrom);
    }

    static Alias at(String mountAccessor, String name, Instant now) {
        long time = now.toEpochMilli();
        return new Alias(
                Ids.random(), name, mountAccessor, Map.of(), Map.of(), time, time, List.of());
    }

    Alias named(String accessor, String newName, Instant now) {
        return new Alias(
                id,
                newName,
                accessor,
                metadata,
                customMetadata,
                created,
                now.toEpochMilli(),
                mergedFrom);
    }

    Alias withMetadata(Map<String, String> told, Instant now) {
        return new Alias(
                id,
                name,
                mountAccessor,
                told,
                customMetadata,
                created,
                now.toEpochMilli(),
                mergedFrom);
    }

    Alias withCustomMetadata(Map<String, String> given, Instant now) {
        return new Alias(
                id, name, mountAccessor, metadata, given, created, now.toEpochMilli(), mergedFrom);
    }

    Alias mergedFrom(String entityId) {
        List<String> from = new ArrayList<>(mergedFrom);
        from.add(entityId);
        return new Alias(id, name, mountAccessor, metadata, customMetadata, created, updated, from);
    }
}
