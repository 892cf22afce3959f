package io.sealwright.server.auth.approle;

import io.sealwright.crypto.HashPurpose;
import io.sealwright.crypto.RandomTokens;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.Decoded;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The stored roles: each under its name, and its name under the keyed hash of its role id.
 * Thread-safe.
 */
@Component
final class Roles {
    static final String FOLDER = "role/";
    static final int UID_BYTES = 16;

    private static final byte ROLE_ID = 'R';
    private static final RecordCodec<Role> CODEC = RecordCodec.of(Role.class);
    private static final RecordCodec<RoleName> NAMES = RecordCodec.of(RoleName.class);

    record RoleName(String name) {}

    private final Barrier barrier;
    private final SecureRandom random;

    Roles(Barrier barrier, SecureRandom random) {
        this.barrier = barrier;
        this.random = random;
    }

    /** A role that is not stored yet. */
    Role draft(String name) {
        byte[] uid = new byte[UID_BYTES];
        random.nextBytes(uid);
        return Role.unset(name, HexFormat.of().formatHex(uid), RandomTokens.uuid(random));
    }

    /**
     * @param name in its stored form
     */
    @Nullable Role find(Place place, String name) {
        Decoded<Role> found = place.records().get(FOLDER + name, CODEC);
        return found == null ? null : found.value();
    }

    /** Reads as much for a role id that does not exist. */
    @Nullable Role findByRoleId(Place place, String roleId) {
        Decoded<RoleName> found = place.records().get(id(place, roleId), NAMES);
        // "?" cannot be a name.
        Role role = find(place, found == null ? "?" : found.value().name());
        return role != null && role.roleId().equals(roleId) ? role : null;
    }

    /**
     * @param old as it is stored; null for a new role
     * @throws RequestFailure if the role id is another role's
     */
    void put(Place place, @Nullable Role old, Role role) {
        if (old == null || !old.roleId().equals(role.roleId())) {
            byte[] id = id(place, role.roleId());
            if (place.records().get(id) != null) {
                throw RequestFailure.invalid("role_id already in use");
            }
            place.records().put(id, NAMES.encode(new RoleName(role.name())));
            if (old != null) {
                place.records().delete(id(place, old.roleId()));
            }
        }
        place.records().put(FOLDER + role.name(), CODEC.encode(role));
    }

    void delete(Place place, Role role) {
        place.records().delete(id(place, role.roleId()));
        place.records().delete(FOLDER + role.name());
    }

    private byte[] id(Place place, String roleId) {
        byte[] hash =
                barrier.hash(
                        HashPurpose.LOOKUP,
                        "role id".getBytes(StandardCharsets.US_ASCII),
                        ByteBuffer.allocate(Long.BYTES).putLong(place.space().value()).array(),
                        roleId.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(1 + hash.length).put(ROLE_ID).put(hash).array();
    }
}
