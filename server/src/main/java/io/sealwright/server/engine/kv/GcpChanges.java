package io.sealwright.server.engine.kv;

import io.sealwright.server.gcp.GcpErrors;
import io.sealwright.server.spi.RequestFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a request changes of a secret, field by field. */
final class GcpChanges {
    private static final String ROTATION = "rotation";
    private static final String NEXT = "rotation.nextRotationTime";
    private static final String PERIOD = "rotation.rotationPeriod";

    /** Those that can be changed once a secret is there. */
    private static final Set<String> ALL =
            Set.of(
                    "labels",
                    "annotations",
                    "topics",
                    "expireTime",
                    "ttl",
                    ROTATION,
                    NEXT,
                    PERIOD,
                    "versionAliases",
                    "versionDestroyTtl",
                    "customerManagedEncryption");

    private final Secret before;
    private final GcpParameters sent;
    private final Instant now;
    private SecretAbout about;
    private SequencedMap<String, String> annotations;

    /**
     * @param sent the secret as the request has it
     */
    GcpChanges(Secret before, GcpParameters sent, Instant now) {
        this.before = before;
        this.sent = sent;
        this.now = now;
        about = before.about();
        annotations = before.annotations();
    }

    /** With all that is said of a new secret. */
    Secret created() {
        about = about.withTags(GcpFields.labels(about.tags(), sent.map("labels")));
        annotations = GcpFields.annotations(annotations, sent.map("annotations"));
        google(google().withAliases(GcpFields.aliases(before, sent)));
        google(google().withTopics(GcpFields.topics(sent)));
        google(google().withExpireAt(GcpFields.expireAt(sent, now)));
        google(google().withVersionDestroyTtl(GcpFields.versionDestroyTtl(sent)));
        about = about.withKmsKey(GcpFields.kmsKey(sent));
        rotation(true, true);
        return done();
    }

    /**
     * @param mask the fields to take, as the request lists them
     * @throws RequestFailure for one that there is not, or that cannot be changed
     */
    Secret updated(List<String> mask) {
        if (mask.isEmpty()) {
            throw GcpErrors.invalid("The update mask must name what is to be changed.");
        }
        mask.forEach(this::update);
        if (mask.contains(ROTATION) || mask.contains(NEXT) || mask.contains(PERIOD)) {
            rotation(
                    mask.contains(ROTATION) || mask.contains(NEXT),
                    mask.contains(ROTATION) || mask.contains(PERIOD));
        }
        return done();
    }

    private void update(String field) {
        if (!ALL.contains(field)) {
            throw GcpErrors.invalid(
                    "The update mask names a field that a secret does not have, or that cannot be"
                            + " changed.");
        }
        switch (field) {
            case "labels" ->
                    about = about.withTags(GcpFields.labels(about.tags(), sent.map(field)));
            case "annotations" -> annotations = GcpFields.annotations(annotations, sent.map(field));
            case "topics" -> google(google().withTopics(GcpFields.topics(sent)));
            case "expireTime", "ttl" ->
                    google(google().withExpireAt(GcpFields.expireAt(sent, now)));
            case "versionAliases" -> google(google().withAliases(GcpFields.aliases(before, sent)));
            case "versionDestroyTtl" ->
                    google(google().withVersionDestroyTtl(GcpFields.versionDestroyTtl(sent)));
            case "customerManagedEncryption" -> about = about.withKmsKey(GcpFields.kmsKey(sent));
            default -> {
                // The rotation, whose two fields depend on each other.
            }
        }
    }

    private SecretGoogle google() {
        return about.google();
    }

    private void google(SecretGoogle changed) {
        about = about.withGoogle(changed);
    }

    private void rotation(boolean next, boolean period) {
        SecretGoogle.Rotation old = google().rotation();
        GcpParameters wanted = sent.message(ROTATION);
        @Nullable Instant at =
                next ? wanted.time("nextRotationTime") : old == null ? null : old.next();
        @Nullable Duration every =
                period ? wanted.duration("rotationPeriod") : old == null ? null : old.period();
        SecretGoogle.Rotation changed = GcpFields.rotation(at, every);
        if (changed != null && (old == null || !changed.next().equals(old.next()))) {
            GcpFields.requireReminder(changed.next(), now);
        }
        google(google().withRotation(changed));
    }

    private Secret done() {
        if (google().rotation() != null && google().topics().isEmpty()) {
            throw GcpErrors.invalid("A secret with a rotation needs topics to be told of it by.");
        }
        SecretSettings old = before.settings();
        SecretSettings settings =
                new SecretSettings(
                        old.maxVersions(),
                        old.casRequired(),
                        old.deleteVersionAfter(),
                        old.metadataCasRequired(),
                        annotations);
        return before.withSettings(settings, now).with(about, now);
    }
}
