package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.storage.SpaceId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * The annotation {@code expires_at} of a secret, such as a certificate: a time of RFC 3339 from now
 * to the year 9999. What is no such time is an annotation like any other, as with the peer. Its
 * entry of the due index is written, moved and deleted with it.
 */
final class ExpiresAt {
    static final String ANNOTATION = "expires_at";

    /**
     * Before this the scheduler may have passed the place already; clocks may differ by as much.
     */
    private static final long SOONEST_SECONDS = 30;

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
    private static final int UID_BYTES = 16;
    private static final int ID_BYTES = Long.BYTES + UID_BYTES;

    private ExpiresAt() {}

    static Optional<Instant> of(Secret secret) {
        String text = secret.annotations().get(ANNOTATION);
        if (text == null) {
            return Optional.empty();
        }
        try {
            Instant at = OffsetDateTime.parse(text).toInstant();
            return at.isBefore(Instant.EPOCH) || at.isAfter(LAST)
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochMilli(at.toEpochMilli()));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** After a change of the annotations. */
    static void move(EngineContext context, String path, Secret before, Secret after) {
        Optional<Instant> old = of(before);
        Optional<Instant> now = of(after);
        if (old.equals(now)) {
            return;
        }
        old.ifPresent(at -> deleteDue(context, before, at));
        now.filter(at -> at.isAfter(context.now().plusSeconds(SOONEST_SECONDS)))
                .ifPresent(at ->
                        context.transaction()
                                .putDue(
                                        at,
                                        DueWork.KV_EXPIRES_AT,
                                        context.mount().namespaceId(),
                                        id(context, after),
                                        path.getBytes(StandardCharsets.UTF_8)));
    }

    static void remove(EngineContext context, Secret secret) {
        of(secret).ifPresent(at -> deleteDue(context, secret, at));
    }

    private static void deleteDue(EngineContext context, Secret secret, Instant at) {
        context.transaction()
                .deleteDue(
                        at,
                        DueWork.KV_EXPIRES_AT,
                        context.mount().namespaceId(),
                        id(context, secret));
    }

    private static byte[] id(EngineContext context, Secret secret) {
        return ByteBuffer.allocate(ID_BYTES)
                .putLong(context.mount().space().value())
                .put(secret.uid())
                .array();
    }

    static SpaceId space(byte[] id) {
        return new SpaceId(ByteBuffer.wrap(id).getLong());
    }

    static byte[] uid(byte[] id) {
        byte[] uid = new byte[UID_BYTES];
        ByteBuffer.wrap(id, Long.BYTES, UID_BYTES).get(uid);
        return uid;
    }
}
