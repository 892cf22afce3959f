package io.sealwright.server.identity;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ids of entities, groups and aliases: random UUIDs, stored as their 16 bytes. */
final class Ids {
    static final int BYTES = 16;
    private static final int TEXT = 36;

    private Ids() {}

    static String random() {
        return UUID.randomUUID().toString();
    }

    /** Null for a text that is no id of ours, so that it can be no one's. */
    static byte @Nullable [] bytes(String id) {
        if (id.length() != TEXT) {
            return null;
        }
        try {
            UUID uuid = UUID.fromString(id);
            return uuid.toString().equals(id) ? bytes(uuid) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    static String text(byte[] bytes, int offset) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, BYTES);
        return new UUID(buffer.getLong(), buffer.getLong()).toString();
    }
}
