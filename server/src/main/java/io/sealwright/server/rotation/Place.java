package io.sealwright.server.rotation;

import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.DueEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A rotated secret: where its mount's records are, which one it is, and its path below the mount.
 * Another secret at the same path has another uid.
 *
 * @param uid 16 bytes
 */
public record Place(int namespace, SpaceId space, byte[] uid, String path) {
    private static final int UID_BYTES = 16;

    public Place {
        if (uid.length != UID_BYTES) {
            throw new IllegalArgumentException("a secret without a uid");
        }
    }

    /** Of an entry of the due index: {@code space (8) | uid (16)}, with the path as its value. */
    static Place of(DueEntry entry) {
        ByteBuffer id = ByteBuffer.wrap(entry.id());
        SpaceId space = new SpaceId(id.getLong());
        byte[] uid = new byte[UID_BYTES];
        id.get(uid);
        return new Place(
                entry.namespace(), space, uid, new String(entry.value(), StandardCharsets.UTF_8));
    }

    byte[] dueId() {
        return ByteBuffer.allocate(Long.BYTES + UID_BYTES).putLong(space.value()).put(uid).array();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Place place
                && namespace == place.namespace
                && space.equals(place.space)
                && Arrays.equals(uid, place.uid);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(uid);
    }

    @Override
    public String toString() {
        return "Place[]";
    }
}
