package io.sealwright.server.engine.kv;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Stored form of what other APIs than Vault's say of a secret: fields of its record. Nothing is
 * written of what nobody has said, since most secrets know no other API. One that reads is for one
 * record; not thread-safe.
 */
final class AboutCodec {
    // Tags are stored: only append. 16 and 18 are kept for the data model's lastAccessedDay and
    // type.
    private static final int ROTATED_AT = 15;
    private static final int DESCRIPTION = 17;
    private static final int KMS_KEY = 19;
    private static final int TAG = 20;
    private static final int ALIAS = 21;
    private static final int EXPIRE_AT = 22;
    private static final int DELETION = 23;
    private static final int RESOURCE_POLICY = 24;
    private static final int IAM_POLICY = 25;
    private static final int REPLICA = 26;
    private static final int TOPIC = 27;
    private static final int REMINDER = 28;
    private static final int VERSION_DESTROY_TTL = 29;
    private static final int REPLICATION = 30;
    private static final int LOCATION = 31;

    // Inside a deletion.
    private static final int ASKED = 1;
    private static final int DUE = 2;

    // Inside a replica.
    private static final int REGION = 1;
    private static final int REPLICA_KEY = 2;
    private static final int SINCE = 3;
    private static final int PRIMARY = 4;

    // Inside a reminder.
    private static final int NEXT = 1;
    private static final int PERIOD = 2;

    private String description = "";
    private String kmsKey = "";
    private final SequencedMap<String, String> tags = new LinkedHashMap<>();
    private SecretAbout.@Nullable Deletion deletion;
    private @Nullable Instant rotatedAt;
    private String resourcePolicy = "";
    private final List<SecretAbout.Replica> replicas = new ArrayList<>();
    private SecretGoogle google = SecretGoogle.NOTHING;
    private final SequencedMap<String, Long> aliases = new LinkedHashMap<>();
    private final List<String> topics = new ArrayList<>();

    static void encode(Fields.Writer fields, SecretAbout about) {
        text(fields, DESCRIPTION, about.description());
        text(fields, KMS_KEY, about.kmsKey());
        about.tags().forEach((key, value) -> fields.bytes(TAG, Entries.encode(key, value)));
        SecretAbout.Deletion deletion = about.deletion();
        if (deletion != null) {
            fields.bytes(
                    DELETION,
                    new Fields.Writer()
                            .instant(ASKED, deletion.asked())
                            .instant(DUE, deletion.due())
                            .toBytes());
        }
        instant(fields, ROTATED_AT, about.rotatedAt());
        text(fields, RESOURCE_POLICY, about.resourcePolicy());
        about.replicas().forEach(replica -> fields.bytes(REPLICA, encode(replica)));
        encode(fields, about.google());
    }

    private static byte[] encode(SecretAbout.Replica replica) {
        return new Fields.Writer()
                .text(REGION, replica.region())
                .text(REPLICA_KEY, replica.kmsKey())
                .instant(SINCE, replica.since())
                .text(PRIMARY, replica.primary())
                .toBytes();
    }

    private static void encode(Fields.Writer fields, SecretGoogle google) {
        google.aliases()
                .forEach((name, number) -> fields.bytes(ALIAS, Entries.encode(name, number)));
        instant(fields, EXPIRE_AT, google.expireAt());
        text(fields, IAM_POLICY, google.iamPolicy());
        google.topics().forEach(topic -> fields.text(TOPIC, topic));
        SecretGoogle.Rotation rotation = google.rotation();
        if (rotation != null) {
            Duration period = rotation.period();
            fields.bytes(
                    REMINDER,
                    new Fields.Writer()
                            .instant(NEXT, rotation.next())
                            .number(PERIOD, period == null ? 0 : period.toSeconds())
                            .toBytes());
        }
        if (!google.versionDestroyTtl().isZero()) {
            fields.number(VERSION_DESTROY_TTL, google.versionDestroyTtl().toSeconds());
        }
        text(fields, REPLICATION, google.replication());
        text(fields, LOCATION, google.location());
    }

    private static void text(Fields.Writer fields, int tag, String value) {
        if (!value.isEmpty()) {
            fields.text(tag, value);
        }
    }

    private static void instant(Fields.Writer fields, int tag, @Nullable Instant value) {
        if (value != null) {
            fields.instant(tag, value);
        }
    }

    /** Whether the field is one of these; it is taken then. */
    boolean read(Fields.Reader field) {
        switch (field.tag()) {
            case ROTATED_AT -> rotatedAt = field.instant();
            case DESCRIPTION -> description = field.text();
            case KMS_KEY -> kmsKey = field.text();
            case TAG -> Entries.texts(field.nested(), tags);
            case DELETION -> deletion = deletion(field.nested());
            case RESOURCE_POLICY -> resourcePolicy = field.text();
            case REPLICA -> replicas.add(replica(field.nested()));
            case ALIAS -> Entries.numbers(field.nested(), aliases);
            case EXPIRE_AT -> google = google.withExpireAt(field.instant());
            case IAM_POLICY -> google = google.withIamPolicy(field.text());
            case TOPIC -> topics.add(field.text());
            case REMINDER -> google = google.withRotation(rotation(field.nested()));
            case VERSION_DESTROY_TTL ->
                    google = google.withVersionDestroyTtl(Duration.ofSeconds(field.number()));
            case REPLICATION -> google = google.withReplication(field.text());
            case LOCATION -> google = google.withLocation(field.text());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** What was read. */
    SecretAbout read() {
        SecretGoogle whole =
                aliases.isEmpty() && topics.isEmpty()
                        ? google
                        : google.withAliases(aliases).withTopics(topics);
        return new SecretAbout(
                description, kmsKey, tags, deletion, rotatedAt, resourcePolicy, replicas, whole);
    }

    private static SecretAbout.Deletion deletion(Fields.Reader fields) {
        Instant asked = Instant.EPOCH;
        Instant due = Instant.EPOCH;
        while (fields.next()) {
            switch (fields.tag()) {
                case ASKED -> asked = fields.instant();
                case DUE -> due = fields.instant();
                default -> throw Entries.unreadable();
            }
        }
        return new SecretAbout.Deletion(asked, due);
    }

    private static SecretAbout.Replica replica(Fields.Reader fields) {
        String region = "";
        String key = "";
        Instant since = Instant.EPOCH;
        String primary = "";
        while (fields.next()) {
            switch (fields.tag()) {
                case REGION -> region = fields.text();
                case REPLICA_KEY -> key = fields.text();
                case SINCE -> since = fields.instant();
                case PRIMARY -> primary = fields.text();
                default -> throw Entries.unreadable();
            }
        }
        return new SecretAbout.Replica(region, key, since, primary);
    }

    private static SecretGoogle.Rotation rotation(Fields.Reader fields) {
        Instant next = Instant.EPOCH;
        Duration period = null;
        while (fields.next()) {
            switch (fields.tag()) {
                case NEXT -> next = fields.instant();
                case PERIOD -> {
                    long seconds = fields.number();
                    period = seconds == 0 ? null : Duration.ofSeconds(seconds);
                }
                default -> throw Entries.unreadable();
            }
        }
        return new SecretGoogle.Rotation(next, period);
    }
}
