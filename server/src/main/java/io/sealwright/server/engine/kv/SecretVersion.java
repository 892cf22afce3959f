package io.sealwright.server.engine.kv;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What can change about a version, kept in its secret's record: one read gives every version's
 * metadata. Immutable.
 *
 * @param id a UUID, or the writer's own token (the AWS VersionId); unique in its secret
 * @param deletionTime when it was or will be deleted, unless undeleted; null for never
 * @param destroyedAt null unless destroyed
 * @param destroyAt when it is to be destroyed, as GCP delays that; null unless so
 * @param checked whether its writer gave a checksum with it
 */
record SecretVersion(
        long number,
        String id,
        Instant createdAt,
        VersionState state,
        @Nullable Instant deletionTime,
        @Nullable Instant destroyedAt,
        @Nullable Instant destroyAt,
        boolean checked) {

    static SecretVersion created(
            long number, String id, Instant now, @Nullable Instant deletionTime) {
        return new SecretVersion(
                number, id, now, VersionState.ENABLED, deletionTime, null, null, false);
    }

    private SecretVersion with(
            VersionState newState, @Nullable Instant deletion, @Nullable Instant destroyed) {
        return new SecretVersion(
                number, id, createdAt, newState, deletion, destroyed, null, checked);
    }

    boolean destroyed() {
        return state == VersionState.DESTROYED;
    }

    /**
     * Whether its data is given out: not deleted by hand or by time, not disabled, not destroyed.
     */
    boolean readable(Instant now) {
        return state == VersionState.ENABLED && (deletionTime == null || deletionTime.isAfter(now));
    }

    /** Deleted now, or since earlier. A disabled one stays so, or undeleting would enable it. */
    SecretVersion deleted(Instant now) {
        if (state != VersionState.ENABLED) {
            return this;
        }
        Instant since = deletionTime != null && !deletionTime.isAfter(now) ? deletionTime : now;
        return with(VersionState.SOFT_DELETED, since, null);
    }

    /** Not deleted, and never to be by time. */
    SecretVersion undeleted() {
        if (destroyed() || state == VersionState.DISABLED) {
            return this;
        }
        return with(VersionState.ENABLED, null, null);
    }

    /**
     * Not given out until it is enabled again.
     *
     * @param destroy when it is to be destroyed; null for not by time
     */
    SecretVersion disabled(@Nullable Instant destroy) {
        return new SecretVersion(
                number,
                id,
                createdAt,
                VersionState.DISABLED,
                deletionTime,
                destroyedAt,
                destroy,
                checked);
    }

    /** Given out again; a deletion by time that is still to come stays one. */
    SecretVersion enabled(Instant now) {
        if (destroyed()) {
            return this;
        }
        boolean ahead =
                state != VersionState.SOFT_DELETED
                        && deletionTime != null
                        && deletionTime.isAfter(now);
        return with(VersionState.ENABLED, ahead ? deletionTime : null, null);
    }

    SecretVersion destroyed(Instant now) {
        return destroyed() ? this : with(VersionState.DESTROYED, deletionTime, now);
    }

    /** The same with another end by time; null for none. */
    SecretVersion endingAt(@Nullable Instant deletion) {
        return new SecretVersion(
                number, id, createdAt, state, deletion, destroyedAt, destroyAt, checked);
    }

    /** The same, whose writer gave a checksum. */
    SecretVersion withChecksum() {
        return new SecretVersion(
                number, id, createdAt, state, deletionTime, destroyedAt, destroyAt, true);
    }
}
