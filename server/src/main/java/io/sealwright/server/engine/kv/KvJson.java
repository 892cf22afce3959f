package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.Durations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Secrets and versions as Vault's clients see them. */
final class KvJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    // Go's RFC3339Nano: no zeros at the end of the fraction.
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .appendLiteral('Z')
                    .toFormatter()
                    .withZone(ZoneOffset.UTC);

    private KvJson() {}

    static String time(@Nullable Instant time) {
        return time == null ? "" : TIME.format(time);
    }

    static String delay(long nanos) {
        return nanos == KvConfig.NEVER ? "-1s" : Durations.format(Duration.ofNanos(nanos));
    }

    /** What a write answers, and the {@code metadata} of a read. */
    static ObjectNode version(Secret secret, SecretVersion version) {
        ObjectNode json = NODES.objectNode();
        json.put("created_time", time(version.createdAt()));
        annotations(json, secret);
        json.put("deletion_time", time(version.deletionTime()));
        json.put("destroyed", version.destroyed());
        json.put("version", version.number());
        return json;
    }

    static ObjectNode metadata(Secret secret) {
        ObjectNode json = NODES.objectNode();
        json.put("cas_required", secret.casRequired());
        json.put("created_time", time(secret.createdAt()));
        json.put("current_metadata_version", secret.metadataVersion());
        json.put("current_version", secret.currentNumber());
        annotations(json, secret);
        json.put("delete_version_after", delay(secret.deleteVersionAfter()));
        json.put("max_versions", secret.maxVersions());
        json.put("metadata_cas_required", secret.metadataCasRequired());
        // The peer counts from 0 until something was pruned.
        json.put("oldest_version", secret.oldestNumber() > 1 ? secret.oldestNumber() : 0);
        json.put("updated_time", time(secret.updatedAt()));
        ObjectNode versions = json.putObject("versions");
        for (SecretVersion version : secret.versions()) {
            versions.putObject(Long.toString(version.number()))
                    .put("created_time", time(version.createdAt()))
                    .put("deletion_time", time(version.deletionTime()))
                    .put("destroyed", version.destroyed());
        }
        return json;
    }

    private static void annotations(ObjectNode json, Secret secret) {
        if (secret.annotations().isEmpty()) {
            json.putNull("custom_metadata");
        } else {
            ObjectNode map = json.putObject("custom_metadata");
            secret.annotations().forEach(map::put);
        }
    }

    /** A payload as KV's {@code data}; only a map is one, so that others are put into one. */
    static byte[] data(StoredVersion version) {
        return switch (version.kind()) {
            case JSON_MAP -> version.payload();
            case STRING -> wrapped("value", new String(version.payload(), StandardCharsets.UTF_8));
            case BINARY ->
                    wrapped("value_b64", Base64.getEncoder().encodeToString(version.payload()));
        };
    }

    private static byte[] wrapped(String name, String value) {
        return NODES.objectNode().put(name, value).toString().getBytes(StandardCharsets.UTF_8);
    }
}
