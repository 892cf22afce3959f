package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the GCP API has put into the due index: the end of a secret, reminders of its rotation, and
 * destructions of its versions that wait.
 */
final class GcpDue {
    private static final int UID_BYTES = 16;

    private GcpDue() {}

    /** After a change of what is said of a secret. */
    static void move(EngineContext context, String path, Secret before, Secret after) {
        SecretGoogle old = before.about().google();
        SecretGoogle now = after.about().google();
        move(context, path, after, DueWork.SECRET_EXPIRY, old.expireAt(), now.expireAt());
        move(context, path, after, DueWork.SECRET_TOPIC, reminder(old), reminder(now));
    }

    private static @Nullable Instant reminder(SecretGoogle google) {
        SecretGoogle.Rotation rotation = google.rotation();
        return rotation == null ? null : rotation.next();
    }

    private static void move(
            EngineContext context,
            String path,
            Secret secret,
            byte kind,
            @Nullable Instant old,
            @Nullable Instant now) {
        if (Objects.equals(old, now)) {
            return;
        }
        byte[] id = id(context, secret, 0);
        int namespace = context.mount().namespaceId();
        if (old != null) {
            context.transaction().deleteDue(old, kind, namespace, id);
        }
        if (now != null) {
            context.transaction()
                    .putDue(now, kind, namespace, id, path.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A version goes then. */
    static void destroy(
            EngineContext context, String path, Secret secret, SecretVersion version, Instant at) {
        context.transaction()
                .putDue(
                        at,
                        DueWork.VERSION_DESTROY,
                        context.mount().namespaceId(),
                        id(context, secret, version.number()),
                        path.getBytes(StandardCharsets.UTF_8));
    }

    /** A version does not go then. */
    static void spare(EngineContext context, Secret secret, SecretVersion version) {
        Instant at = version.destroyAt();
        if (at != null) {
            context.transaction()
                    .deleteDue(
                            at,
                            DueWork.VERSION_DESTROY,
                            context.mount().namespaceId(),
                            id(context, secret, version.number()));
        }
    }

    /** All of a secret that is removed. */
    static void forget(EngineContext context, Secret secret) {
        SecretGoogle google = secret.about().google();
        move(context, "", secret, DueWork.SECRET_EXPIRY, google.expireAt(), null);
        move(context, "", secret, DueWork.SECRET_TOPIC, reminder(google), null);
        secret.versions().forEach(version -> spare(context, secret, version));
    }

    private static byte[] id(EngineContext context, Secret secret, long number) {
        return ByteBuffer.allocate(Long.BYTES + UID_BYTES + Long.BYTES)
                .putLong(context.mount().space().value())
                .put(secret.uid())
                .putLong(number)
                .array();
    }

    /**
     * What an entry is of.
     *
     * @param number of the version; 0 for the secret itself
     */
    record Found(EngineContext context, String path, Secret secret, long number) {
        /** Null if the secret has gone, whatever may be in its place. */
        static @Nullable Found of(Transaction transaction, DueEntry entry) {
            ByteBuffer id = ByteBuffer.wrap(entry.id());
            SpaceId space = new SpaceId(id.getLong());
            byte[] uid = new byte[UID_BYTES];
            id.get(uid);
            String path = new String(entry.value(), StandardCharsets.UTF_8);
            EngineContext context =
                    KvRotatedSecrets.context(transaction, entry.namespace(), space, entry.at());
            Secret secret = Secrets.findAny(context.records(), path);
            return secret == null || !Arrays.equals(secret.uid(), uid)
                    ? null
                    : new Found(context, path, secret, id.getLong());
        }

        /** Whether it was not put off since. */
        static boolean same(@Nullable Instant at, DueEntry entry) {
            return at != null && at.toEpochMilli() == entry.at().toEpochMilli();
        }
    }
}
