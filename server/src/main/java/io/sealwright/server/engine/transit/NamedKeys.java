package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.MacKey;
import io.sealwright.crypto.transit.VersionKey;
import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.ItemEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where keys lie: each under its name, its versions under its uid and their numbers, and an entry
 * of the due index if it rotates by itself. Thread-safe.
 */
final class NamedKeys {
    static final String FOLDER = "key/";
    static final int UID_BYTES = 16;

    private static final byte VERSION = 'V';
    private static final int PAGE = 1_000;
    private static final int MAC_LENGTH = 32;
    private static final int CONVERGENT_VERSION = 3;
    private static final RecordCodec<NamedKey> CODEC = RecordCodec.of(NamedKey.class);

    private final SecureRandom random;
    private final EncryptionCount count;

    NamedKeys(SecureRandom random) {
        this(random, new EncryptionCount());
    }

    NamedKeys(SecureRandom random, EncryptionCount count) {
        this.random = random;
        this.count = count;
    }

    EncryptionCount count() {
        return count;
    }

    @Nullable NamedKey find(Place place, String name) {
        Decoded<NamedKey> found = place.records().get(FOLDER + name, CODEC);
        return found == null ? null : found.value();
    }

    /** A new key without versions, not stored. */
    NamedKey draft(
            String name,
            NamedKey.Nature nature,
            NamedKey.Permissions permissions,
            NamedKey.Rotation rotation) {
        return new NamedKey(
                name,
                newUid(),
                nature,
                NamedKey.Versions.NONE,
                permissions,
                rotation,
                NamedKey.Journal.EMPTY);
    }

    String newUid() {
        byte[] uid = new byte[UID_BYTES];
        random.nextBytes(uid);
        return HexFormat.of().formatHex(uid);
    }

    /** A random key of the kind that the next version is to be; costs seconds for long RSA keys. */
    VersionKey generate(NamedKey key) {
        return VersionKey.generate(key.type(), key.nature().keySize(), random);
    }

    /** Stores a further version and the key with it. */
    NamedKey append(Place place, NamedKey key, VersionKey secret, Instant now) {
        int number = key.versions().latest() + 1;
        KeyVersion version =
                new KeyVersion(
                        now,
                        key.nature().convergent() ? CONVERGENT_VERSION : 0,
                        secret,
                        secret instanceof MacKey own ? own : MacKey.generate(MAC_LENGTH, random),
                        List.of());
        put(place, key, number, version);
        NamedKey grown = scheduled(place, key.with(key.versions().withLatest(number)), now);
        save(place, grown);
        return grown;
    }

    void save(Place place, NamedKey key) {
        place.records().put(FOLDER + key.name(), CODEC.encode(key));
    }

    /** Stores or replaces a version. */
    void put(Place place, NamedKey key, int number, KeyVersion version) {
        StoredVersion stored = version.toStored();
        put(place, key, number, stored);
        stored.wipe();
    }

    void put(Place place, NamedKey key, int number, StoredVersion version) {
        place.records().put(item(key, number), version.encode());
    }

    /** Null if the key has no such version, or has put it behind its minimum. */
    @Nullable KeyVersion version(Place place, NamedKey key, int number) {
        if (!key.versions().has(number)) {
            return null;
        }
        Decoded<KeyVersion> found =
                place.records().get(item(key, number), KeyVersion.decoder(key.type()));
        if (found == null) {
            throw new IllegalStateException("a key without one of its versions");
        }
        return found.value();
    }

    /** The latest version. */
    KeyVersion latest(Place place, NamedKey key) {
        KeyVersion latest = version(place, key, key.versions().latest());
        if (latest == null) {
            throw new IllegalStateException("a key without its latest version");
        }
        return latest;
    }

    /**
     * All versions from {@code first} on, in order; each is wiped after the action. No
     * preconditions.
     */
    void each(Place place, NamedKey key, int first, ObjIntConsumer<StoredVersion> action) {
        byte[] last = item(key, Math.max(first, 1) - 1);
        while (true) {
            List<ItemEntry> page = place.records().scan(prefix(key), last, PAGE);
            for (ItemEntry item : page) {
                StoredVersion version = StoredVersion.decode(item.entry().value());
                Arrays.fill(item.entry().value(), (byte) 0);
                action.accept(version, number(item.id()));
                version.wipe();
                last = item.id();
            }
            if (page.size() < PAGE) {
                return;
            }
        }
    }

    /** Removes the key; versions beyond the first thousand go soon after. */
    void delete(Place place, NamedKey key, Instant now) {
        unschedule(place, key);
        place.records().delete(FOLDER + key.name());
        forget(place, key.uid(), Integer.MAX_VALUE, now);
    }

    /** Removes all versions before {@code end}: a thousand now, the others soon after. */
    void forget(Place place, String uid, int end, Instant now) {
        if (sweep(place, uid, end)) {
            TransitWork.putSweep(place, uid, end, now);
        }
    }

    /** Removes a thousand versions before {@code end}; whether there may be more. */
    static boolean sweep(Place place, String uid, int end) {
        List<ItemEntry> page = place.records().scan(prefix(uid), null, PAGE);
        for (ItemEntry item : page) {
            Arrays.fill(item.entry().value(), (byte) 0);
            if (number(item.id()) >= end) {
                return false;
            }
            place.records().delete(item.id());
            EncryptionCount.forget(place.records(), item.id());
        }
        return page.size() == PAGE;
    }

    /** The key with its entry in the due index as its period wants it from now on. */
    NamedKey scheduled(Place place, NamedKey key, Instant from) {
        unschedule(place, key);
        NamedKey.Rotation rotation = key.rotation();
        if (rotation.period() == 0) {
            return key.with(rotation.withAt(0));
        }
        Instant at = Instant.ofEpochMilli(from.plusSeconds(rotation.period()).toEpochMilli());
        place.transaction()
                .putDue(
                        at,
                        DueWork.TRANSIT_KEY,
                        place.namespace(),
                        TransitWork.rotation(place, key.uid()),
                        key.name().getBytes(StandardCharsets.UTF_8));
        return key.with(rotation.withAt(at.toEpochMilli()));
    }

    private static void unschedule(Place place, NamedKey key) {
        if (key.rotation().at() != 0) {
            place.transaction()
                    .deleteDue(
                            Instant.ofEpochMilli(key.rotation().at()),
                            DueWork.TRANSIT_KEY,
                            place.namespace(),
                            TransitWork.rotation(place, key.uid()));
        }
    }

    private static byte[] prefix(NamedKey key) {
        return prefix(key.uid());
    }

    static byte[] prefix(String uid) {
        return ByteBuffer.allocate(1 + UID_BYTES)
                .put(VERSION)
                .put(HexFormat.of().parseHex(uid))
                .array();
    }

    /** Where a version lies. */
    static byte[] item(NamedKey key, int number) {
        byte[] prefix = prefix(key);
        return ByteBuffer.allocate(prefix.length + Integer.BYTES)
                .put(prefix)
                .putInt(number)
                .array();
    }

    private static int number(byte[] item) {
        return ByteBuffer.wrap(item, 1 + UID_BYTES, Integer.BYTES).getInt();
    }
}
