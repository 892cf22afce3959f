package io.sealwright.server.engine.kv;

import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.rotation.Place;
import io.sealwright.server.rotation.RotatedSecrets;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.Events;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The secrets of KV v2 mounts as rotation sees them. Thread-safe. */
@Component
final class KvRotatedSecrets implements RotatedSecrets {
    private static final String WRITER = "rotation";

    private final Secrets secrets;
    private final long maxBytes;

    KvRotatedSecrets(Barrier barrier, SecureRandom random, LimitSettings limits, Events events) {
        this.secrets = new Secrets(random, barrier::hash, new KvEvents(events));
        this.maxBytes = limits.secretValue().toBytes();
    }

    @Override
    public @Nullable Current current(Transaction transaction, Place place, Instant now) {
        Secret secret = find(transaction, place);
        if (secret == null) {
            return null;
        }
        SecretVersion version = secret.version(secret.currentNumber());
        return version == null
                ? new Current(0, false, false)
                : new Current(version.number(), version.readable(now), version.destroyed());
    }

    private static @Nullable Secret find(Transaction transaction, Place place) {
        Secret found = Secrets.find(records(transaction, place), place.path());
        return found == null || !Arrays.equals(found.uid(), place.uid()) ? null : found;
    }

    @Override
    public byte @Nullable [] data(Transaction transaction, Place place, long number) {
        Secret secret = find(transaction, place);
        SecretVersion version = secret == null ? null : secret.version(number);
        if (secret == null || version == null || version.destroyed()) {
            return null;
        }
        return KvJson.data(
                secrets.load(records(transaction, place), place.path(), secret, version));
    }

    @Override
    public byte[] merged(byte[] data, byte[] changes) {
        if (data.length == 0 || data[0] != '{') {
            throw new IllegalArgumentException("the secret's data is no object");
        }
        byte[] merged = MergePatch.apply(data, changes);
        if (merged.length > maxBytes) {
            throw new IllegalArgumentException(
                    "the new value would have more than " + maxBytes + " bytes");
        }
        return merged;
    }

    @Override
    public long addPending(
            Transaction transaction,
            Place place,
            String id,
            byte[] data,
            long replaced,
            Instant now) {
        return secrets.appendPending(
                context(transaction, place, now),
                place.path(),
                required(transaction, place),
                id,
                WRITER,
                data,
                replaced);
    }

    @Override
    public void expiring(
            Transaction transaction, Place place, long version, String member, Instant now) {
        byte[] data = data(transaction, place, version);
        JsonNode end = data == null ? null : JsonMapper.shared().readTree(data).get(member);
        if (data != null) {
            Arrays.fill(data, (byte) 0);
        }
        if (end != null && end.isString() && hasRoom(required(transaction, place))) {
            annotate(transaction, place, end.stringValue(), now);
        }
    }

    private static boolean hasRoom(Secret secret) {
        return secret.annotations().size() < Annotations.MAX_KEYS
                || secret.annotations().containsKey(ExpiresAt.ANNOTATION);
    }

    private static void annotate(
            Transaction transaction, Place place, String expiresAt, Instant now) {
        Secret secret = required(transaction, place);
        SequencedMap<String, String> annotations = new TreeMap<>(secret.annotations());
        annotations.put(ExpiresAt.ANNOTATION, expiresAt);
        SecretSettings old = secret.settings();
        Secrets.saveSettings(
                context(transaction, place, now),
                place.path(),
                secret,
                new SecretSettings(
                        old.maxVersions(),
                        old.casRequired(),
                        old.deleteVersionAfter(),
                        old.metadataCasRequired(),
                        annotations));
    }

    @Override
    public void finish(Transaction transaction, Place place, long pending, Instant now) {
        Secret secret = required(transaction, place);
        SecretVersion version = secret.version(pending);
        if (version == null) {
            throw new IllegalStateException("a pending version that is not there");
        }
        secrets.finish(context(transaction, place, now), place.path(), secret, version);
    }

    @Override
    public void destroyPending(Transaction transaction, Place place, long pending, Instant now) {
        Secret secret = required(transaction, place);
        SecretVersion version = secret.version(pending);
        Secret destroyed =
                version == null
                        ? secret
                        : Secrets.destroy(context(transaction, place, now), secret, version);
        Secrets.save(records(transaction, place), place.path(), destroyed.withoutPending());
    }

    @Override
    public long pendingOf(Transaction transaction, Place place, String id, Instant now) {
        Secret secret = required(transaction, place);
        SecretVersion version = secret.versionOf(id);
        return version != null
                        && version.readable(now)
                        && (secret.isPending(version.number())
                                || secret.currentNumber() == version.number())
                ? version.number()
                : 0;
    }

    @Override
    public void rotated(Transaction transaction, Place place, Instant now) {
        Secret secret = required(transaction, place).withoutPending();
        Secrets.save(
                records(transaction, place),
                place.path(),
                secret.with(secret.about().withRotatedAt(now), now));
    }

    @Override
    public String rotationToken(Place place, String token) {
        return secrets.rotationToken(place, token);
    }

    @Override
    public void removePending(Transaction transaction, Place place, long pending, Instant now) {
        Secrets.removePending(
                context(transaction, place, now),
                place.path(),
                required(transaction, place),
                pending);
    }

    @Override
    public String dataPath(Place place) {
        return KvEvents.DATA + place.path();
    }

    private static Secret required(Transaction transaction, Place place) {
        Secret found = find(transaction, place);
        if (found == null) {
            throw new IllegalStateException("a rotated secret that is not there");
        }
        return found;
    }

    private static Records records(Transaction transaction, Place place) {
        return transaction.records(place.namespace(), place.space());
    }

    private static EngineContext context(Transaction transaction, Place place, Instant now) {
        return context(transaction, place.namespace(), place.space(), now);
    }

    /** What is done to versions needs of a mount nothing but where its records are. */
    static EngineContext context(
            Transaction transaction, int namespace, SpaceId space, Instant now) {
        Mount mount =
                new Mount(
                        namespace,
                        "",
                        "kv",
                        EngineClass.SECRET,
                        "",
                        "",
                        space,
                        "",
                        Map.of(),
                        MountConfig.NONE,
                        false,
                        false,
                        false);
        return new EngineContext(transaction, mount, now);
    }
}
