package io.sealwright.server.engine.kv;

import io.sealwright.server.gcp.GcpErrors;
import io.sealwright.server.spi.RequestFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a secret as a GCP client may set them, within the service's limits. What is there
 * already, such as by another API with other limits, may be sent back as it is.
 */
final class GcpFields {
    private static final int MAX_LABELS = 64;
    private static final int MAX_LABEL_BYTES = 128;
    private static final Pattern LABEL_KEY =
            Pattern.compile("[\\p{Ll}\\p{Lo}][\\p{Ll}\\p{Lo}\\p{N}_-]{0,62}");
    private static final Pattern LABEL_VALUE = Pattern.compile("[\\p{Ll}\\p{Lo}\\p{N}_-]{0,63}");

    private static final int MAX_ANNOTATIONS_BYTES = 16 << 10;
    private static final int MAX_ANNOTATION_BYTES = 512;
    private static final Pattern ANNOTATION_KEY =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

    private static final int MAX_ALIASES = 50;
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,62}");

    private static final int MAX_TOPICS = 10;
    private static final Pattern TOPIC =
            Pattern.compile(
                    "projects/[A-Za-z0-9._:-]{1,128}/topics/[A-Za-z][A-Za-z0-9._~+%-]{2,254}");

    private static final Duration SOONEST_EXPIRY = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Duration SOONEST_REMINDER = Duration.ofMinutes(5);
    private static final Duration SHORTEST_PERIOD = Duration.ofHours(1);
    private static final Duration SHORTEST_DELAY = Duration.ofDays(1);
    private static final Duration LONGEST_DELAY = Duration.ofDays(1_000);
    private static final int MAX_KMS_KEY = 2_048;

    private GcpFields() {}

    /**
     * @throws RequestFailure if they are outside of what labels may be
     */
    static SequencedMap<String, String> labels(
            SequencedMap<String, String> old, SequencedMap<String, String> sent) {
        requireCount("labels", sent.size(), MAX_LABELS);
        sent.forEach((key, value) -> {
            boolean fits =
                    LABEL_KEY.matcher(key).matches()
                            && LABEL_VALUE.matcher(value).matches()
                            && bytes(key) <= MAX_LABEL_BYTES
                            && bytes(value) <= MAX_LABEL_BYTES;
            if (!fits && !value.equals(old.get(key))) {
                throw GcpErrors.invalid(
                        "Label keys begin with a lowercase letter, and keys and values are at most 63"
                                + " lowercase letters, numbers, underscores and dashes.");
            }
        });
        return new LinkedHashMap<>(sent);
    }

    static SequencedMap<String, String> annotations(
            SequencedMap<String, String> old, SequencedMap<String, String> sent) {
        requireCount("annotations", sent.size(), Annotations.MAX_KEYS);
        int total = 0;
        for (Map.Entry<String, String> one : sent.entrySet()) {
            int length = bytes(one.getValue());
            total += bytes(one.getKey()) + length;
            boolean fits =
                    ANNOTATION_KEY.matcher(one.getKey()).matches()
                            && length > 0
                            && length <= MAX_ANNOTATION_BYTES;
            if (!fits && !one.getValue().equals(old.get(one.getKey()))) {
                throw GcpErrors.invalid(
                        "Annotation keys are at most 63 alphanumeric characters, with dashes,"
                                + " underscores and dots between them, and values are of 1 to "
                                + MAX_ANNOTATION_BYTES
                                + " bytes.");
            }
        }
        if (total > MAX_ANNOTATIONS_BYTES) {
            throw GcpErrors.invalid(
                    "Annotations are at most " + MAX_ANNOTATIONS_BYTES + " bytes together.");
        }
        // KV keeps them in the order of their keys.
        return new TreeMap<>(sent);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void requireCount(String what, int count, int most) {
        if (count > most) {
            throw GcpErrors.invalid("A secret has at most " + most + " " + what + ".");
        }
    }

    /** Each to a version that is there. */
    static SequencedMap<String, Long> aliases(Secret secret, GcpParameters sent) {
        SequencedMap<String, String> texts = sent.map("versionAliases");
        requireCount("version aliases", texts.size(), MAX_ALIASES);
        SequencedMap<String, Long> aliases = new LinkedHashMap<>();
        texts.forEach((alias, number) -> {
            if (!ALIAS.matcher(alias).matches() || alias.equals("latest") || alias.equals("NEW")) {
                throw GcpErrors.invalid(
                        "A version alias begins with a letter, has at most 63 letters, numbers,"
                                + " underscores and dashes, and is neither latest nor NEW.");
            }
            long version = Long.parseLong(number);
            if (secret.version(version) == null) {
                throw GcpErrors.invalid("A version alias names a version that there is not.");
            }
            aliases.put(alias, version);
        });
        return aliases;
    }

    static List<String> topics(GcpParameters sent) {
        List<String> topics =
                sent.messages("topics").stream().map(topic -> topic.text("name")).toList();
        requireCount("topics", topics.size(), MAX_TOPICS);
        if (!topics.stream().allMatch(topic -> TOPIC.matcher(topic).matches())) {
            throw GcpErrors.invalid("A topic's name is of the form projects/*/topics/*.");
        }
        if (topics.stream().distinct().count() < topics.size()) {
            throw GcpErrors.invalid("A topic is named twice.");
        }
        return topics;
    }

    /** By {@code expireTime} or {@code ttl}; null for no end. */
    static @Nullable Instant expireAt(GcpParameters sent, Instant now) {
        Duration ttl = sent.duration("ttl");
        Instant at = ttl == null ? sent.time("expireTime") : after(now, ttl);
        if (at != null
                && (at.isBefore(now.plus(SOONEST_EXPIRY)) || at.isAfter(now.plus(LONGEST)))) {
            throw GcpErrors.invalid(
                    "A secret expires at least 60 seconds and at most 100 years from now.");
        }
        return at;
    }

    private static Instant after(Instant now, Duration ttl) {
        return now.plus(ttl.compareTo(LONGEST) > 0 ? LONGEST.plusSeconds(1) : ttl);
    }

    /** Null for none. */
    static SecretGoogle.@Nullable Rotation rotation(
            @Nullable Instant at, @Nullable Duration period) {
        if (at == null && period == null) {
            return null;
        }
        if (at == null) {
            throw GcpErrors.invalid(
                    "rotation.next_rotation_time must be set if rotation.rotation_period is.");
        }
        if (period != null
                && (period.compareTo(SHORTEST_PERIOD) < 0
                        || period.compareTo(LONGEST) > 0
                        || period.getNano() != 0)) {
            throw GcpErrors.invalid(
                    "rotation.rotation_period is in whole seconds, at least 3600s and at most"
                            + " 3153600000s.");
        }
        return new SecretGoogle.Rotation(at, period);
    }

    /** A new time of a reminder; one that was there may have come near. */
    static void requireReminder(Instant at, Instant now) {
        if (at.isBefore(now.plus(SOONEST_REMINDER)) || at.isAfter(now.plus(LONGEST))) {
            throw GcpErrors.invalid(
                    "rotation.next_rotation_time is at least 5 minutes and at most 100 years from"
                            + " now.");
        }
    }

    static Duration versionDestroyTtl(GcpParameters sent) {
        Duration ttl = sent.duration("versionDestroyTtl");
        if (ttl == null || ttl.isZero()) {
            return Duration.ZERO;
        }
        if (ttl.compareTo(SHORTEST_DELAY) < 0
                || ttl.compareTo(LONGEST_DELAY) > 0
                || ttl.getNano() != 0) {
            throw GcpErrors.invalid(
                    "version_destroy_ttl is in whole seconds, at least 24 hours and at most 1000"
                            + " days.");
        }
        return ttl;
    }

    /** Given back as it was given; nothing is encrypted with it. */
    static String kmsKey(GcpParameters sent) {
        String key = sent.message("customerManagedEncryption").text("kmsKeyName");
        if (key.length() > MAX_KMS_KEY) {
            throw GcpErrors.invalid("A key's name is at most " + MAX_KMS_KEY + " characters.");
        }
        return key;
    }
}
