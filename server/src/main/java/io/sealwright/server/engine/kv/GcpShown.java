package io.sealwright.server.engine.kv;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Secrets and versions as GCP's clients see them. */
final class GcpShown {
    static final String STATE = "state";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int ETAG_BYTES = 8;
    private static final String LOCATION = "location";
    private static final String USER_MANAGED = "userManaged";
    private static final String AUTOMATIC = "automatic";

    private GcpShown() {}

    static ObjectNode secret(GcpSecret found) {
        Secret secret = found.secret();
        ObjectNode shown = content(secret);
        // The name is the caller's, and says nothing about the secret.
        shown.put("etag", etag(secret, shown.toString() + secret.metadataVersion()));
        shown.put("name", found.name().toString());
        return shown;
    }

    private static ObjectNode content(Secret secret) {
        SecretAbout about = secret.about();
        SecretGoogle google = about.google();
        ObjectNode shown = NODES.objectNode();
        if (google.location().isEmpty()) {
            shown.set("replication", replication(google));
        }
        shown.put("createTime", secret.createdAt().toString());
        texts(shown, "labels", about.tags());
        texts(shown, "annotations", secret.annotations());
        if (!google.topics().isEmpty()) {
            ArrayNode topics = shown.putArray("topics");
            google.topics().forEach(topic -> topics.addObject().put("name", topic));
        }
        Instant expireAt = google.expireAt();
        if (expireAt != null) {
            shown.put("expireTime", expireAt.toString());
        }
        SecretGoogle.Rotation rotation = google.rotation();
        if (rotation != null) {
            rotation(shown.putObject("rotation"), rotation);
        }
        if (!google.aliases().isEmpty()) {
            ObjectNode aliases = shown.putObject("versionAliases");
            google.aliases().forEach((name, number) -> aliases.put(name, number.toString()));
        }
        if (!google.versionDestroyTtl().isZero()) {
            shown.put("versionDestroyTtl", duration(google.versionDestroyTtl()));
        }
        if (!google.location().isEmpty() && !about.kmsKey().isEmpty()) {
            shown.putObject("customerManagedEncryption").put("kmsKeyName", about.kmsKey());
        }
        return shown;
    }

    private static void texts(
            ObjectNode shown, String name, java.util.SequencedMap<String, String> texts) {
        if (!texts.isEmpty()) {
            ObjectNode map = shown.putObject(name);
            texts.forEach(map::put);
        }
    }

    private static void rotation(ObjectNode shown, SecretGoogle.Rotation rotation) {
        shown.put("nextRotationTime", rotation.next().toString());
        Duration period = rotation.period();
        if (period != null) {
            shown.put("rotationPeriod", duration(period));
        }
    }

    private static String duration(Duration duration) {
        return duration.toSeconds() + "s";
    }

    private static JsonNode replication(SecretGoogle google) {
        return google.replication().isEmpty()
                ? NODES.objectNode().set(AUTOMATIC, NODES.objectNode())
                : JsonMapper.shared().readTree(google.replication());
    }

    static ObjectNode version(GcpSecret found, SecretVersion version, Instant now) {
        ObjectNode shown = NODES.objectNode();
        shown.put("createTime", version.createdAt().toString());
        Instant destroyedAt = version.destroyedAt();
        if (destroyedAt != null) {
            shown.put("destroyTime", destroyedAt.toString());
        }
        shown.put(STATE, GcpState.of(found.secret(), version, now).name());
        Instant destroyAt = version.destroyAt();
        if (destroyAt != null) {
            shown.put("scheduledDestroyTime", destroyAt.toString());
        }
        if (version.checked()) {
            shown.put("clientSpecifiedPayloadChecksum", true);
        }
        shown.put("etag", etag(found.secret(), version.number() + shown.toString()));
        SecretGoogle google = found.secret().about().google();
        if (google.location().isEmpty()) {
            shown.set("replicationStatus", status(google));
        }
        shown.put("name", found.name().withVersion(version.number()).toString());
        return shown;
    }

    /** Everything is everywhere that the secret was asked to be. */
    private static ObjectNode status(SecretGoogle google) {
        ObjectNode status = NODES.objectNode();
        JsonNode replicas = replication(google).at("/" + USER_MANAGED + "/replicas");
        if (replicas.isMissingNode()) {
            status.putObject(AUTOMATIC);
        } else {
            ArrayNode shown = status.putObject(USER_MANAGED).putArray("replicas");
            replicas.forEach(replica ->
                    shown.addObject().put(LOCATION, replica.path(LOCATION).stringValue("")));
        }
        return status;
    }

    /** Of this secret, and of no other that may come to its name. */
    private static String etag(Secret secret, String content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(secret.uid());
            byte[] hash = digest.digest(content.getBytes(StandardCharsets.UTF_8));
            return '"' + HexFormat.of().formatHex(hash, 0, ETAG_BYTES) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-256", e);
        }
    }
}
