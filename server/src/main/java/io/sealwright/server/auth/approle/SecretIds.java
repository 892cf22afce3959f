package io.sealwright.server.auth.approle;

import io.sealwright.crypto.HashPurpose;
import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.ItemEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Where secret ids lie: each under its role's uid and its own keyed hash, its place under the keyed
 * hash of its accessor, and an entry of the due index if it expires. Thread-safe.
 */
@Component
final class SecretIds {
    static final byte SECRET_ID = 'S';
    static final int HASH_BYTES = 32;
    static final int ID_BYTES = 1 + Roles.UID_BYTES + HASH_BYTES;

    private static final byte ACCESSOR = 'A';
    private static final int PAGE = 1_000;
    private static final byte[] DUE = {1};
    private static final byte[] NO_ROLE = new byte[Roles.UID_BYTES];
    private static final RecordCodec<SecretId> CODEC = RecordCodec.of(SecretId.class);
    private static final RecordCodec<Located> PLACES = RecordCodec.of(Located.class);

    /**
     * @param id hex of the secret id's item id
     */
    record Located(String id) {}

    /** A secret id that can be used now, and the id of its item. */
    record Found(byte[] id, SecretId value) {
        boolean of(Role role) {
            return Arrays.equals(uid(role), Arrays.copyOfRange(id, 1, 1 + Roles.UID_BYTES));
        }
    }

    private final Barrier barrier;

    SecretIds(Barrier barrier) {
        this.barrier = barrier;
    }

    /**
     * Null if it is unknown or expired. Costs the same for a role that is null as for one that has
     * no such secret id.
     */
    @Nullable Found find(Place place, @Nullable Role role, String secretId, Instant now) {
        byte[] id = id(place, role == null ? NO_ROLE : uid(role), secretId);
        return live(place, id, now);
    }

    @Nullable Found findByAccessor(Place place, String accessor, Instant now) {
        Decoded<Located> found = place.records().get(accessorId(place, accessor), PLACES);
        return found == null ? null : live(place, HexFormat.of().parseHex(found.value().id()), now);
    }

    private static @Nullable Found live(Place place, byte[] id, Instant now) {
        SecretId value = get(place, id);
        return value == null || value.expired(now) ? null : new Found(id, value);
    }

    static @Nullable SecretId get(Place place, byte[] id) {
        Decoded<SecretId> found = place.records().get(id, CODEC);
        return found == null ? null : found.value();
    }

    /**
     * @throws RequestFailure if the role has this secret id already
     */
    void add(Place place, Role role, String secretId, SecretId value, Instant now) {
        byte[] id = id(place, uid(role), secretId);
        SecretId old = get(place, id);
        if (old != null) {
            if (!old.expired(now)) {
                throw RequestFailure.invalid(
                        "failed to store secret_id: SecretID is already registered");
            }
            remove(place, id, old);
        }
        place.records().put(id, CODEC.encode(value));
        place.records()
                .put(
                        accessorId(place, value.accessor()),
                        PLACES.encode(new Located(HexFormat.of().formatHex(id))));
        if (value.expires() > 0) {
            place.transaction()
                    .putDue(
                            Instant.ofEpochMilli(value.expires()),
                            DueWork.SECRET_ID,
                            place.namespace(),
                            SecretIdWork.expiry(place, id),
                            DUE);
        }
    }

    /**
     * Takes one use of it, in the transaction of the login: of two logins with the last use one
     * meets a conflict, runs again and finds it gone.
     */
    void use(Place place, Found found, Instant now) {
        SecretId value = found.value();
        if (value.usesLeft() == 1) {
            remove(place, found);
        } else if (value.usesLeft() > 1) {
            place.records().put(found.id(), CODEC.encode(value.usedOnce(now)));
        }
    }

    void remove(Place place, Found found) {
        remove(place, found.id(), found.value());
    }

    private void remove(Place place, byte[] id, SecretId value) {
        place.records().delete(id);
        place.records().delete(accessorId(place, value.accessor()));
        if (value.expires() > 0) {
            place.transaction()
                    .deleteDue(
                            Instant.ofEpochMilli(value.expires()),
                            DueWork.SECRET_ID,
                            place.namespace(),
                            SecretIdWork.expiry(place, id));
        }
    }

    /** Removes one whose time is over; nothing if another has come to its place. */
    void expire(Place place, byte[] id, Instant now) {
        SecretId value = get(place, id);
        if (value != null && value.expired(now)) {
            remove(place, id, value);
        }
    }

    /**
     * Removes a page of those that begin with {@code prefix}: all of them, or those whose time is
     * over.
     *
     * @param after id of the last one that was looked at; null at the start
     * @return the last one that was looked at; null if there are no more
     */
    byte @Nullable [] sweep(
            Place place, byte[] prefix, byte @Nullable [] after, @Nullable Instant over) {
        byte[] last = null;
        List<ItemEntry> page = place.records().scan(prefix, after, PAGE);
        for (ItemEntry item : page) {
            SecretId value = CODEC.decode(item.entry().value());
            if (over == null || value.expired(over)) {
                remove(place, item.id(), value);
            }
            last = item.id();
        }
        return page.size() < PAGE ? null : last;
    }

    /**
     * Accessors of a role's secret ids that can be used, in no order that means anything.
     *
     * @param after an accessor; empty at the start
     */
    List<String> accessors(Place place, Role role, String after, int limit, Instant now) {
        byte[] prefix = prefix(uid(role));
        byte[] last = null;
        if (!after.isEmpty()) {
            Found found = findByAccessor(place, after, now);
            last = found == null || !found.of(role) ? null : found.id();
        }
        List<String> accessors = new ArrayList<>();
        while (accessors.size() < limit) {
            List<ItemEntry> page = place.records().scan(prefix, last, PAGE);
            for (ItemEntry item : page) {
                SecretId value = CODEC.decode(item.entry().value());
                if (!value.expired(now) && accessors.size() < limit) {
                    accessors.add(value.accessor());
                }
                last = item.id();
            }
            if (page.size() < PAGE) {
                break;
            }
        }
        return accessors;
    }

    static byte[] uid(Role role) {
        return HexFormat.of().parseHex(role.uid());
    }

    static byte[] prefix(byte[] uid) {
        return ByteBuffer.allocate(1 + Roles.UID_BYTES).put(SECRET_ID).put(uid).array();
    }

    private byte[] id(Place place, byte[] uid, String secretId) {
        return ByteBuffer.allocate(ID_BYTES)
                .put(SECRET_ID)
                .put(uid)
                .put(hash("secret id", place, secretId))
                .array();
    }

    private byte[] accessorId(Place place, String accessor) {
        return ByteBuffer.allocate(1 + HASH_BYTES)
                .put(ACCESSOR)
                .put(hash("secret id accessor", place, accessor))
                .array();
    }

    private byte[] hash(String purpose, Place place, String value) {
        return barrier.hash(
                HashPurpose.LOOKUP,
                purpose.getBytes(StandardCharsets.US_ASCII),
                ByteBuffer.allocate(Long.BYTES).putLong(place.space().value()).array(),
                value.getBytes(StandardCharsets.UTF_8));
    }
}
