package io.sealwright.server.engine.kv;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a secret by the AWS API, and by no other. Immutable.
 *
 * @param description empty if there is none
 * @param kmsKey as it was given, and given back; nothing is encrypted with it. Empty if there is
 *     none
 * @param deletion null unless it waits for its deletion
 */
record SecretAbout(
        String description,
        String kmsKey,
        SequencedMap<String, String> tags,
        @Nullable Deletion deletion) {
    static final SecretAbout NOTHING = new SecretAbout("", "", new LinkedHashMap<>(), null);

    SecretAbout {
        tags = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tags));
    }

    /**
     * A deletion that only RestoreSecret takes back.
     *
     * @param asked when it was asked for
     * @param due when it happens; until then nobody reads the secret
     */
    record Deletion(Instant asked, Instant due) {}

    SecretAbout withDescription(String text) {
        return new SecretAbout(text, kmsKey, tags, deletion);
    }

    SecretAbout withKmsKey(String key) {
        return new SecretAbout(description, key, tags, deletion);
    }

    SecretAbout withTags(SequencedMap<String, String> other) {
        return new SecretAbout(description, kmsKey, other, deletion);
    }

    SecretAbout withDeletion(@Nullable Deletion other) {
        return new SecretAbout(description, kmsKey, tags, other);
    }

    @Override
    public String toString() {
        return "SecretAbout[" + tags.size() + " tags]";
    }
}
