package io.sealwright.server.engine.kv;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;

/**
 * A KV v1 record: {@code [format][epoch second 8][nano 4][JSON object as received]}. A mount that
 * was upgraded to v2 still holds them; such a record is a secret with one version until its first
 * change.
 *
 * @param json belongs to the caller
 */
record PlainValue(Instant createdAt, byte[] json) {
    static final byte FORMAT = 2;

    private static final int HEAD = 1 + Long.BYTES + Integer.BYTES;
    private static final int ARN_SUFFIX = 6;
    private static final byte[] NO_UID = new byte[16];

    byte[] encode() {
        return ByteBuffer.allocate(HEAD + json.length)
                .put(FORMAT)
                .putLong(createdAt.getEpochSecond())
                .putInt(createdAt.getNano())
                .put(json)
                .array();
    }

    static PlainValue decode(byte[] stored) {
        return new PlainValue(createdAt(stored), Arrays.copyOfRange(stored, HEAD, stored.length));
    }

    /** Without the payload: what is cached decoded holds none. */
    static Secret asSecret(byte[] stored) {
        Instant createdAt = createdAt(stored);
        // Made of what is stored, so that every read before the first change gives the same.
        String id = UUID.nameUUIDFromBytes(Arrays.copyOf(stored, HEAD)).toString();
        // The end of its ARN, which has no small letters alone; kept when it becomes a secret of
        // v2.
        String suffix = id.substring(0, ARN_SUFFIX).toUpperCase(Locale.ROOT);
        return Secret.plain(NO_UID, suffix, id, createdAt);
    }

    private static Instant createdAt(byte[] stored) {
        if (stored.length < HEAD || stored[0] != FORMAT) {
            throw new IllegalStateException("a KV v1 record of an unknown format");
        }
        ByteBuffer head = ByteBuffer.wrap(stored, 1, HEAD - 1);
        return Instant.ofEpochSecond(head.getLong(), head.getInt());
    }

    @Override
    public String toString() {
        return "PlainValue[" + json.length + " bytes]";
    }
}
