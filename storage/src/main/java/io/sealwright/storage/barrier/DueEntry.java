package io.sealwright.storage.barrier;

import java.nio.ByteBuffer;
import java.time.Instant;

/** One entry of the due index; its value is opened. */
public record DueEntry(Instant at, byte kind, int namespace, byte[] id, byte[] value) {
    private static final int HEAD = Long.BYTES + 1 + Integer.BYTES;

    /** Where it lies in the index: bytes that sort as entries do, and that {@link #at} reads. */
    public byte[] position() {
        return ByteBuffer.allocate(HEAD + id.length)
                .putLong(at.toEpochMilli())
                .put(kind)
                .putInt(namespace)
                .put(id)
                .array();
    }

    /**
     * The entry of that position with this value, whether or not the index holds one.
     *
     * @throws IllegalArgumentException if no entry can lie there
     */
    public static DueEntry at(byte[] position, byte[] value) {
        ByteBuffer rest = ByteBuffer.wrap(position);
        int idLength = position.length - HEAD;
        long millis = idLength < 0 || idLength > DueKeys.MAX_ID_BYTES ? -1 : rest.getLong();
        if (millis < 0) {
            throw new IllegalArgumentException("no position in the due index");
        }
        byte kind = rest.get();
        int namespace = rest.getInt();
        byte[] id = new byte[idLength];
        rest.get(id);
        return new DueEntry(Instant.ofEpochMilli(millis), kind, namespace, id, value);
    }
}
