package io.sealwright.server.engine.kv;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a secret by the APIs of AWS and GCP, and not by Vault's. Immutable.
 *
 * @param description empty if there is none
 * @param kmsKey as it was given, and given back; nothing is encrypted with it. Empty if there is
 *     none
 * @param tags AWS's, which are GCP's labels
 * @param deletion null unless it waits for its deletion
 * @param rotatedAt when a rotation was finished last; null for never
 * @param resourcePolicy AWS's, as JSON; empty if there is none
 * @param replicas regions of AWS that it is told to be in besides its own
 * @param google what GCP alone says
 */
record SecretAbout(
        String description,
        String kmsKey,
        SequencedMap<String, String> tags,
        @Nullable Deletion deletion,
        @Nullable Instant rotatedAt,
        String resourcePolicy,
        List<Replica> replicas,
        SecretGoogle google) {
    static final SecretAbout NOTHING =
            new SecretAbout(
                    "", "", new LinkedHashMap<>(), null, null, "", List.of(), SecretGoogle.NOTHING);

    SecretAbout {
        tags = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tags));
        replicas = List.copyOf(replicas);
    }

    /**
     * A deletion that only RestoreSecret takes back.
     *
     * @param asked when it was asked for
     * @param due when it happens; until then nobody reads the secret
     */
    record Deletion(Instant asked, Instant due) {}

    /**
     * A region beside the one that the secret was made in.
     *
     * @param kmsKey as it was given; empty if none was
     * @param primary the region that it was replicated from; the same for all of a secret
     */
    record Replica(String region, String kmsKey, Instant since, String primary) {}

    SecretAbout withDescription(String text) {
        return new SecretAbout(
                text, kmsKey, tags, deletion, rotatedAt, resourcePolicy, replicas, google);
    }

    SecretAbout withKmsKey(String key) {
        return new SecretAbout(
                description, key, tags, deletion, rotatedAt, resourcePolicy, replicas, google);
    }

    SecretAbout withTags(SequencedMap<String, String> other) {
        return new SecretAbout(
                description, kmsKey, other, deletion, rotatedAt, resourcePolicy, replicas, google);
    }

    SecretAbout withDeletion(@Nullable Deletion other) {
        return new SecretAbout(
                description, kmsKey, tags, other, rotatedAt, resourcePolicy, replicas, google);
    }

    SecretAbout withRotatedAt(Instant time) {
        return new SecretAbout(
                description, kmsKey, tags, deletion, time, resourcePolicy, replicas, google);
    }

    SecretAbout withResourcePolicy(String json) {
        return new SecretAbout(
                description, kmsKey, tags, deletion, rotatedAt, json, replicas, google);
    }

    SecretAbout withReplicas(List<Replica> other) {
        return new SecretAbout(
                description, kmsKey, tags, deletion, rotatedAt, resourcePolicy, other, google);
    }

    SecretAbout withGoogle(SecretGoogle other) {
        return new SecretAbout(
                description, kmsKey, tags, deletion, rotatedAt, resourcePolicy, replicas, other);
    }

    @Override
    public String toString() {
        return "SecretAbout[" + tags.size() + " tags]";
    }
}
