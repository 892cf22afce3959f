package io.sealwright.server.engine.transit;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The stored form of one version of a key; {@link #wipe} it after use.
 *
 * <p>{@code format (1) | seconds (8) | nanoseconds (4) | convergent version (1)}, then private
 * part, public part and key for HMAC, each after its length (4), then the number of certificates
 * (1) and each of them after its length.
 *
 * @param convergentVersion 0 where the key is not convergent
 * @param macKey empty where the private part is that key
 * @param certificates in DER, the key's own first
 */
record StoredVersion(
        Instant created,
        int convergentVersion,
        byte[] privatePart,
        byte[] publicPart,
        byte[] macKey,
        List<byte[]> certificates) {
    private static final byte FORMAT = 1;
    private static final int HEAD = 1 + Long.BYTES + Integer.BYTES + 1;

    byte[] encode() {
        int length =
                HEAD + 3 * Integer.BYTES + privatePart.length + publicPart.length + macKey.length;
        for (byte[] certificate : certificates) {
            length += Integer.BYTES + certificate.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length + 1);
        out.put(FORMAT)
                .putLong(created.getEpochSecond())
                .putInt(created.getNano())
                .put((byte) convergentVersion);
        put(out, privatePart);
        put(out, publicPart);
        put(out, macKey);
        out.put((byte) certificates.size());
        certificates.forEach(certificate -> put(out, certificate));
        return out.array();
    }

    private static void put(ByteBuffer out, byte[] part) {
        out.putInt(part.length).put(part);
    }

    /**
     * @throws IllegalStateException if it is not a version in this form; the message does not quote
     *     it
     */
    static StoredVersion decode(byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        try {
            if (in.get() != FORMAT) {
                throw unreadable();
            }
            Instant created = Instant.ofEpochSecond(in.getLong(), in.getInt());
            int convergentVersion = in.get();
            byte[] privatePart = get(in);
            byte[] publicPart = get(in);
            byte[] macKey = get(in);
            List<byte[]> certificates = new ArrayList<>();
            for (int count = Byte.toUnsignedInt(in.get()); count > 0; count--) {
                certificates.add(get(in));
            }
            if (in.hasRemaining()) {
                throw unreadable();
            }
            return new StoredVersion(
                    created,
                    convergentVersion,
                    privatePart,
                    publicPart,
                    macKey,
                    List.copyOf(certificates));
        } catch (BufferUnderflowException | java.time.DateTimeException e) {
            throw unreadable();
        }
    }

    private static byte[] get(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw unreadable();
        }
        byte[] part = new byte[length];
        in.get(part);
        return part;
    }

    private static IllegalStateException unreadable() {
        return new IllegalStateException("a version of a key that cannot be read");
    }

    void wipe() {
        Arrays.fill(privatePart, (byte) 0);
        Arrays.fill(macKey, (byte) 0);
    }

    @Override
    public String toString() {
        return "StoredVersion[" + created + "]";
    }
}
