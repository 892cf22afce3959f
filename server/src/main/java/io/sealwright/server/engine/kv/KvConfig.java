package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A v2 mount's settings: an item of its space.
 *
 * @param maxVersions 0 = {@value #DEFAULT_VERSIONS}
 * @param deleteVersionAfter nanoseconds; 0 = as each secret says; {@link #NEVER} = not by time at
 *     all
 */
record KvConfig(
        long maxVersions,
        boolean casRequired,
        long deleteVersionAfter,
        boolean metadataCasRequired) {
    static final long NEVER = -1;

    /** More versions than these cannot be kept: one secret's metadata is one record. */
    static final long MAX_VERSIONS = 5_000;

    private static final long DEFAULT_VERSIONS = 10;
    private static final KvConfig FIRST = new KvConfig(0, false, 0, false);
    private static final RecordCodec<KvConfig> CODEC = RecordCodec.of(KvConfig.class);
    // Versions have ids of 24 bytes.
    private static final byte[] ITEM = {0};

    static KvConfig of(Records records) {
        Decoded<KvConfig> found = records.get(ITEM, CODEC);
        return found == null ? FIRST : found.value();
    }

    void save(Records records) {
        records.put(ITEM, CODEC.encode(this));
    }

    /** How many versions a secret keeps: the larger of the two settings, as with the peer. */
    long keep(Secret secret) {
        long larger = Math.max(maxVersions, secret.maxVersions());
        return larger > 0 ? larger : DEFAULT_VERSIONS;
    }

    /**
     * When a version written now is to be deleted: after the shorter of the two times; null for
     * never.
     */
    @Nullable Instant deletionTime(Secret secret, Instant now) {
        long own = secret.deleteVersionAfter();
        if (deleteVersionAfter == NEVER || deleteVersionAfter == 0 && own == 0) {
            return null;
        }
        long shorter =
                own == 0 || deleteVersionAfter > 0 && deleteVersionAfter < own
                        ? deleteVersionAfter
                        : own;
        return now.plusNanos(shorter);
    }
}
