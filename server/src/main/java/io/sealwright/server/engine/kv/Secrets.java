package io.sealwright.server.engine.kv;

import io.sealwright.crypto.HashPurpose;
import io.sealwright.crypto.RandomTokens;
import io.sealwright.policy.Operation;
import io.sealwright.server.aws.SecretId;
import io.sealwright.server.rotation.Place;
import io.sealwright.server.rotation.Rotations;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.usage.SecretUses;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Records;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of a mount and their versions, read and written in a call's transaction. Everything
 * that is done to a version goes through here, so that record, items and due index stay together.
 * Thread-safe.
 */
final class Secrets {
    private static final int UID_BYTES = 16;
    private static final int ARN_SUFFIX = 6;
    private static final String WRITE = "data-write";
    private static final byte[] ROTATION_TOKEN =
            "rotation token".getBytes(StandardCharsets.US_ASCII);
    // Of one write; the rest goes with the writes that follow.
    private static final int MAX_PRUNED = 500;

    private final SecureRandom random;
    private final StoredVersion.Hashing hashing;
    private final KvEvents events;
    private final SecretUses uses;

    Secrets(SecureRandom random, StoredVersion.Hashing hashing, KvEvents events) {
        this.random = random;
        this.hashing = hashing;
        this.events = events;
        this.uses = new SecretUses(hashing::hash);
    }

    /**
     * As it is stored; the decoded record is shared. Null also for one that waits for its deletion.
     */
    static @Nullable Secret find(Records records, String path) {
        Secret found = findAny(records, path);
        return found == null || found.about().deletion() != null ? null : found;
    }

    /** Also one that waits for its deletion. */
    static @Nullable Secret findAny(Records records, String path) {
        Decoded<Secret> found = records.get(path, SecretCodec.INSTANCE);
        return found == null ? null : found.value();
    }

    /**
     * To be changed: a record of KV v1 becomes a secret of v2 on the way.
     *
     * @throws RequestFailure for one that waits for its deletion
     */
    @Nullable Secret edit(Records records, String path) {
        Secret found = editAny(records, path);
        if (found != null && found.about().deletion() != null) {
            throw RequestFailure.invalid(
                    "the secret is scheduled for deletion: RestoreSecret of the AWS API takes that"
                            + " back, and DeleteSecret with ForceDeleteWithoutRecovery ends it");
        }
        return found;
    }

    /** The same of one that waits for its deletion, too. */
    @Nullable Secret editAny(Records records, String path) {
        Secret found = findAny(records, path);
        return found == null || !found.plain() ? found : unfold(records, path, found);
    }

    private Secret unfold(Records records, String path, Secret plain) {
        StoredVersion only = plainVersion(records, path, plain.versions().getFirst());
        Secret secret = plain.unfolded(newUid(), plain.arnSuffix());
        records.put(StoredVersion.item(secret.uid(), 1), only.encode());
        save(records, path, secret);
        return secret;
    }

    private StoredVersion plainVersion(Records records, String path, SecretVersion version) {
        Record stored = records.get(path);
        if (stored == null) {
            throw new IllegalStateException("a KV record that was there is not");
        }
        byte[] json = PlainValue.decode(stored.value()).json();
        return StoredVersion.of(PayloadKind.JSON_MAP, version, "", json, hashing);
    }

    /** A secret that is not stored yet. */
    Secret create(Instant now) {
        return Secret.created(newUid(), arnSuffix(), now);
    }

    private String arnSuffix() {
        String suffix = RandomTokens.base62(ARN_SUFFIX, random);
        while (!SecretId.isSuffix(suffix)) {
            suffix = RandomTokens.base62(ARN_SUFFIX, random);
        }
        return suffix;
    }

    private byte[] newUid() {
        byte[] uid = new byte[UID_BYTES];
        random.nextBytes(uid);
        return uid;
    }

    static void save(Records records, String path, Secret secret) {
        records.put(path, SecretCodec.encode(secret));
    }

    /** And tells that something else of it than its data was changed. */
    void saveAbout(EngineContext context, String path, Secret secret) {
        save(context.records(), path, secret);
        events.metadata(context, "metadata-write", path, secret);
    }

    /** As {@link #remove}, or by what makes it look so; and tells it. */
    void tellRemoved(EngineContext context, String path, Secret secret) {
        events.metadata(context, "metadata-delete", path, secret);
    }

    /** A readable version with its payload, which belongs to the caller. */
    StoredVersion load(Records records, String path, Secret secret, SecretVersion version) {
        if (secret.plain()) {
            return plainVersion(records, path, version);
        }
        Record stored = records.get(StoredVersion.item(secret.uid(), version.number()));
        if (stored == null) {
            throw new IllegalStateException("a KV version without its item");
        }
        StoredVersion loaded = StoredVersion.decode(stored.value());
        Arrays.fill(stored.value(), (byte) 0);
        return loaded;
    }

    /**
     * Writes a new current version and prunes what is beyond the limit; all in the commit of this
     * call.
     */
    SecretVersion append(Call call, String path, Secret secret, KvConfig config, byte[] payload) {
        return append(
                call,
                path,
                secret,
                config,
                new NewVersion(
                        RandomTokens.uuid(random),
                        PayloadKind.JSON_MAP,
                        payload,
                        List.of(Secret.CURRENT)));
    }

    /** The same of a version with an id and labels of its writer's. */
    SecretVersion append(
            Call call, String path, Secret secret, KvConfig config, NewVersion wanted) {
        Instant now = call.now();
        SecretVersion version =
                SecretVersion.created(
                        secret.nextNumber(), wanted.id(), now, config.deletionTime(secret, now));
        StoredVersion stored =
                StoredVersion.of(wanted.kind(), version, writer(call), wanted.payload(), hashing);
        call.records().put(StoredVersion.item(secret.uid(), version.number()), stored.encode());
        putDue(call.context(), path, secret, version);
        Secret grown = secret.append(version, wanted.labels(), now);
        List<SecretVersion> surplus = grown.surplus(config.keep(grown), MAX_PRUNED);
        surplus.forEach(old -> forget(call.context(), grown, old));
        Secret kept = grown.without(surplus);
        save(call.records(), path, kept);
        boolean patch = call.operation() == Operation.PATCH;
        events.data(call.context(), patch ? "data-patch" : WRITE, path, kept);
        return version;
    }

    private static String writer(Call call) {
        var token = call.caller().token();
        return token.entityId().isEmpty() ? token.displayName() : token.entityId();
    }

    static Secret delete(EngineContext context, Secret secret, SecretVersion version) {
        SecretVersion deleted = version.deleted(context.now());
        deleteDue(context, secret, version);
        return secret.replace(deleted);
    }

    static Secret undelete(EngineContext context, Secret secret, SecretVersion version) {
        deleteDue(context, secret, version);
        return secret.replace(version.undeleted());
    }

    static Secret destroy(EngineContext context, Secret secret, SecretVersion version) {
        forget(context, secret, version);
        return secret.replace(version.destroyed(context.now()));
    }

    /**
     * Writes a version that no reader sees.
     *
     * @param id of the version; unique in its secret
     * @param replaced a destroyed version that goes for it; 0 for none
     * @return its number
     */
    long appendPending(
            EngineContext context,
            String path,
            Secret secret,
            String id,
            String writer,
            byte[] payload,
            long replaced) {
        SecretVersion version = SecretVersion.created(secret.nextNumber(), id, context.now(), null);
        put(context, secret, version, PayloadKind.JSON_MAP, writer, payload);
        SecretVersion old = secret.version(replaced);
        Secret grown =
                old == null || !old.destroyed() || old.number() == secret.currentNumber()
                        ? secret
                        : secret.without(List.of(old));
        save(context.records(), path, grown.appendPending(version));
        return version.number();
    }

    private void put(
            EngineContext context,
            Secret secret,
            SecretVersion version,
            PayloadKind kind,
            String writer,
            byte[] payload) {
        StoredVersion stored = StoredVersion.of(kind, version, writer, payload, hashing);
        context.records().put(StoredVersion.item(secret.uid(), version.number()), stored.encode());
    }

    /**
     * Writes a pending version that has the value of another one, for {@link #removePending}.
     *
     * @return its number
     */
    long copyPending(
            EngineContext context, String path, Secret secret, SecretVersion other, String id) {
        StoredVersion stored = load(context.records(), path, secret, other);
        SecretVersion version = SecretVersion.created(secret.nextNumber(), id, context.now(), null);
        put(context, secret, version, stored.kind(), stored.createdBy(), stored.payload());
        Arrays.fill(stored.payload(), (byte) 0);
        save(context.records(), path, secret.appendPending(version));
        return version.number();
    }

    /** Takes a pending version away, as though it had never been; nothing if it is not there. */
    static void removePending(EngineContext context, String path, Secret secret, long number) {
        SecretVersion version = secret.version(number);
        if (version != null && secret.isPending(number)) {
            forget(context, secret, version);
            save(context.records(), path, secret.without(List.of(version)));
        }
    }

    /** What a rotation function shows to write the version of this id. */
    String rotationToken(Place place, String id) {
        byte[] hash =
                hashing.hash(
                        HashPurpose.LOOKUP,
                        ROTATION_TOKEN,
                        place.uid(),
                        id.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash);
    }

    /** Makes the pending version the current one, and prunes what is beyond the limit. */
    void finish(EngineContext context, String path, Secret secret, SecretVersion pending) {
        KvConfig config = KvConfig.of(context.records());
        Instant now = context.now();
        SecretVersion current = pending.endingAt(config.deletionTime(secret, now));
        putDue(context, path, secret, current);
        Secret finished =
                secret.finished(current, now).with(secret.about().withRotatedAt(now), now);
        List<SecretVersion> surplus = finished.surplus(config.keep(finished), MAX_PRUNED);
        surplus.forEach(old -> forget(context, finished, old));
        Secret kept = finished.without(surplus);
        save(context.records(), path, kept);
        events.data(context, WRITE, path, kept);
    }

    /** Destroys the pending version, if there is one. */
    static void dropPending(EngineContext context, String path) {
        Secret secret = find(context.records(), path);
        Long number = secret == null ? null : secret.stages().get(Secret.PENDING);
        SecretVersion pending = secret == null || number == null ? null : secret.version(number);
        if (secret != null && pending != null && secret.isPending(pending.number())) {
            save(context.records(), path, destroy(context, secret, pending).withoutPending());
        }
    }

    /** With its own settings changed, as it is then. */
    static Secret saveSettings(
            EngineContext context, String path, Secret secret, SecretSettings settings) {
        Secret changed = secret.withSettings(settings, context.now());
        ExpiresAt.move(context, path, secret, changed);
        save(context.records(), path, changed);
        return changed;
    }

    /** Removes a secret with all that belongs to it; its rotation ends where it is. */
    void remove(EngineContext context, String path, Secret secret) {
        if (!secret.plain()) {
            Rotations.delete(context.transaction(), place(context, path, secret));
            secret.versions().forEach(version -> forget(context, secret, version));
            ExpiresAt.remove(context, secret);
            GcpDue.forget(context, secret);
        }
        if (secret.about().deletion() != null) {
            WaitingNames.delete(context.records(), secret);
        }
        removePlain(context, path);
    }

    /** Removes a value of KV v1. */
    void removePlain(EngineContext context, String path) {
        context.records().delete(path);
        uses.forget(
                context.transaction(),
                context.mount().namespaceId(),
                context.mount().space(),
                path);
    }

    static Place place(EngineContext context, String path, Secret secret) {
        return new Place(
                context.mount().namespaceId(), context.mount().space(), secret.uid(), path);
    }

    private static void forget(EngineContext context, Secret secret, SecretVersion version) {
        context.records().delete(StoredVersion.item(secret.uid(), version.number()));
        deleteDue(context, secret, version);
    }

    private static void putDue(
            EngineContext context, String path, Secret secret, SecretVersion version) {
        Instant at = version.deletionTime();
        if (at != null) {
            context.transaction()
                    .putDue(
                            at,
                            DueWork.KV_DELETE_VERSION,
                            context.mount().namespaceId(),
                            dueId(context, secret, version),
                            path.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Only a version that is still enabled waits there. */
    private static void deleteDue(EngineContext context, Secret secret, SecretVersion version) {
        Instant at = version.deletionTime();
        if (at != null && version.state() == VersionState.ENABLED) {
            context.transaction()
                    .deleteDue(
                            at,
                            DueWork.KV_DELETE_VERSION,
                            context.mount().namespaceId(),
                            dueId(context, secret, version));
        }
    }

    private static byte[] dueId(EngineContext context, Secret secret, SecretVersion version) {
        return ByteBuffer.allocate(Long.BYTES + UID_BYTES + Long.BYTES)
                .putLong(context.mount().space().value())
                .put(secret.uid())
                .putLong(version.number())
                .array();
    }
}
