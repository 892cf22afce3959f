package io.sealwright.server.engine.kv;

import io.sealwright.crypto.HashPurpose;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What never changes about a version: an item under {@code uid(16) | number(8)}, as {@code
 * [format][length of the fields 4][fields][payload]}. Destroying the version deletes the item.
 *
 * @param createdBy entity or display name of the writer
 * @param crc32c of the payload
 * @param mac keyed hash of the payload, to recognise a repeated one
 * @param payload exactly as received
 */
record StoredVersion(
        PayloadKind kind,
        String id,
        Instant createdAt,
        String createdBy,
        int crc32c,
        byte[] mac,
        byte[] payload) {
    private static final byte FORMAT = 1;
    private static final int HEAD = 1 + Integer.BYTES;
    private static final int UID_BYTES = 16;

    // Tags are stored: only append.
    private static final int KIND = 1;
    private static final int ID = 2;
    private static final int CREATED_AT = 3;
    private static final int CREATED_BY = 4;
    private static final int CRC32C = 5;
    private static final int MAC = 6;

    /** Makes keyed hashes under the barrier's permanent key. */
    @FunctionalInterface
    interface Hashing {
        byte[] hash(HashPurpose purpose, byte[]... parts);
    }

    static StoredVersion of(
            PayloadKind kind,
            SecretVersion version,
            String createdBy,
            byte[] payload,
            Hashing hashing) {
        CRC32C crc = new CRC32C();
        crc.update(payload);
        return new StoredVersion(
                kind,
                version.id(),
                version.createdAt(),
                createdBy,
                (int) crc.getValue(),
                hashing.hash(HashPurpose.PAYLOAD, payload),
                payload);
    }

    /** The item's id. */
    static byte[] item(byte[] uid, long number) {
        if (uid.length != UID_BYTES) {
            throw new IllegalStateException("a secret without a uid");
        }
        return ByteBuffer.allocate(UID_BYTES + Long.BYTES).put(uid).putLong(number).array();
    }

    byte[] encode() {
        byte[] fields =
                new Fields.Writer()
                        .number(KIND, kind.code())
                        .text(ID, id)
                        .instant(CREATED_AT, createdAt)
                        .text(CREATED_BY, createdBy)
                        .number(CRC32C, Integer.toUnsignedLong(crc32c))
                        .bytes(MAC, mac)
                        .toBytes();
        return ByteBuffer.allocate(HEAD + fields.length + payload.length)
                .put(FORMAT)
                .putInt(fields.length)
                .put(fields)
                .put(payload)
                .array();
    }

    static StoredVersion decode(byte[] stored) {
        if (stored.length < HEAD || stored[0] != FORMAT) {
            throw new IllegalStateException("a KV version of an unknown format");
        }
        int length = ByteBuffer.wrap(stored, 1, Integer.BYTES).getInt();
        if (length < 0 || length > stored.length - HEAD) {
            throw new IllegalStateException("a KV version that is cut short");
        }
        return decode(
                new Fields.Reader(stored, HEAD, HEAD + length),
                Arrays.copyOfRange(stored, HEAD + length, stored.length));
    }

    private static StoredVersion decode(Fields.Reader fields, byte[] payload) {
        PayloadKind kind = PayloadKind.JSON_MAP;
        String id = "";
        Instant createdAt = Instant.EPOCH;
        String createdBy = "";
        int crc32c = 0;
        byte[] mac = {};
        while (fields.next()) {
            switch (fields.tag()) {
                case KIND -> kind = PayloadKind.of(fields.number());
                case ID -> id = fields.text();
                case CREATED_AT -> createdAt = fields.instant();
                case CREATED_BY -> createdBy = fields.text();
                case CRC32C -> crc32c = (int) fields.number();
                case MAC -> mac = fields.bytes();
                default -> {
                    // A later version's; the item is never rewritten, so nothing is lost.
                }
            }
        }
        return new StoredVersion(kind, id, createdAt, createdBy, crc32c, mac, payload);
    }

    @Override
    public String toString() {
        return "StoredVersion[" + kind + ", " + payload.length + " bytes]";
    }
}
