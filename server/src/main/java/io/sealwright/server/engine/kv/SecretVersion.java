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
 */
record SecretVersion(
        long number,
        String id,
        Instant createdAt,
        VersionState state,
        @Nullable Instant deletionTime,
        @Nullable Instant destroyedAt) {

    static SecretVersion created(
            long number, String id, Instant now, @Nullable Instant deletionTime) {
        return new SecretVersion(number, id, now, VersionState.ENABLED, deletionTime, null);
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

    /** Deleted now, or since earlier. */
    SecretVersion deleted(Instant now) {
        if (destroyed() || state == VersionState.SOFT_DELETED) {
            return this;
        }
        Instant since = deletionTime != null && !deletionTime.isAfter(now) ? deletionTime : now;
        return new SecretVersion(number, id, createdAt, VersionState.SOFT_DELETED, since, null);
    }

    /** Not deleted, and never to be by time. */
    SecretVersion undeleted() {
        if (destroyed() || state == VersionState.DISABLED) {
            return this;
        }
        return new SecretVersion(number, id, createdAt, VersionState.ENABLED, null, null);
    }

    SecretVersion destroyed(Instant now) {
        return destroyed()
                ? this
                : new SecretVersion(
                        number, id, createdAt, VersionState.DESTROYED, deletionTime, now);
    }
}
