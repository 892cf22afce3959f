package io.sealwright.server.engine.kv;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a secret by the GCP API alone. Immutable.
 *
 * @param aliases name to version number
 * @param expireAt when the secret goes; null for never
 * @param versionDestroyTtl how long a version is disabled before it is destroyed; zero = at once
 * @param iamPolicy as JSON; empty if there is none
 * @param replication as JSON, as it was given; empty = automatic
 * @param topics that events of the secret name
 * @param rotation null if nobody is to be reminded
 * @param location empty = global
 */
record SecretGoogle(
        SequencedMap<String, Long> aliases,
        @Nullable Instant expireAt,
        Duration versionDestroyTtl,
        String iamPolicy,
        String replication,
        List<String> topics,
        @Nullable Rotation rotation,
        String location) {
    static final SecretGoogle NOTHING =
            new SecretGoogle(
                    new LinkedHashMap<>(), null, Duration.ZERO, "", "", List.of(), null, "");

    SecretGoogle {
        aliases = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(aliases));
        topics = List.copyOf(topics);
    }

    /**
     * When somebody is to be reminded of rotating the secret.
     *
     * @param period null for once
     */
    record Rotation(Instant next, @Nullable Duration period) {}

    SecretGoogle withAliases(SequencedMap<String, Long> other) {
        return new SecretGoogle(
                other,
                expireAt,
                versionDestroyTtl,
                iamPolicy,
                replication,
                topics,
                rotation,
                location);
    }

    SecretGoogle withExpireAt(@Nullable Instant time) {
        return new SecretGoogle(
                aliases,
                time,
                versionDestroyTtl,
                iamPolicy,
                replication,
                topics,
                rotation,
                location);
    }

    SecretGoogle withVersionDestroyTtl(Duration ttl) {
        return new SecretGoogle(
                aliases, expireAt, ttl, iamPolicy, replication, topics, rotation, location);
    }

    SecretGoogle withIamPolicy(String json) {
        return new SecretGoogle(
                aliases,
                expireAt,
                versionDestroyTtl,
                json,
                replication,
                topics,
                rotation,
                location);
    }

    SecretGoogle withReplication(String json) {
        return new SecretGoogle(
                aliases, expireAt, versionDestroyTtl, iamPolicy, json, topics, rotation, location);
    }

    SecretGoogle withTopics(List<String> other) {
        return new SecretGoogle(
                aliases,
                expireAt,
                versionDestroyTtl,
                iamPolicy,
                replication,
                other,
                rotation,
                location);
    }

    SecretGoogle withRotation(@Nullable Rotation other) {
        return new SecretGoogle(
                aliases,
                expireAt,
                versionDestroyTtl,
                iamPolicy,
                replication,
                topics,
                other,
                location);
    }

    SecretGoogle withLocation(String name) {
        return new SecretGoogle(
                aliases,
                expireAt,
                versionDestroyTtl,
                iamPolicy,
                replication,
                topics,
                rotation,
                name);
    }

    @Override
    public String toString() {
        return "SecretGoogle[" + aliases.size() + " aliases]";
    }
}
