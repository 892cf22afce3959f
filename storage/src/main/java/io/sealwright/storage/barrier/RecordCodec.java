package io.sealwright.storage.barrier;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is sealed for a named record: {@code version(1) | path length(2) | path | value}; for an
 * item and a due entry: {@code version(1) | value}. The path is there so that names can be
 * recovered and a record's place verified.
 */
final class RecordCodec {
    private static final byte VERSION = 1;
    private static final int HEAD = 1 + Short.BYTES;

    private RecordCodec() {}

    static byte[] record(byte[] path, byte[] value) {
        return ByteBuffer.allocate(HEAD + path.length + value.length)
                .put(VERSION)
                .putShort((short) path.length)
                .put(path)
                .put(value)
                .array();
    }

    /**
     * The value of the record that {@link #record} encoded; throws if it is the record of another
     * path.
     */
    static byte[] recordValue(byte[] plain, byte[] path) {
        int length = pathLength(plain);
        if (!Arrays.equals(plain, HEAD, HEAD + length, path, 0, path.length)) {
            throw new CorruptRecordException("a record holds another path than its key says");
        }
        return Arrays.copyOfRange(plain, HEAD + length, plain.length);
    }

    /** The path that the record holds. */
    static byte[] recordPath(byte[] plain) {
        return Arrays.copyOfRange(plain, HEAD, HEAD + pathLength(plain));
    }

    private static int pathLength(byte[] plain) {
        checkVersion(plain);
        int length =
                plain.length < HEAD ? -1 : Short.toUnsignedInt(ByteBuffer.wrap(plain).getShort(1));
        if (length < 0 || HEAD + length > plain.length) {
            throw new CorruptRecordException("a record is cut short");
        }
        return length;
    }

    static byte[] item(byte[] value) {
        byte[] plain = new byte[1 + value.length];
        plain[0] = VERSION;
        System.arraycopy(value, 0, plain, 1, value.length);
        return plain;
    }

    static byte[] itemValue(byte[] plain) {
        checkVersion(plain);
        return Arrays.copyOfRange(plain, 1, plain.length);
    }

    private static void checkVersion(byte[] plain) {
        if (plain.length == 0 || plain[0] != VERSION) {
            throw new CorruptRecordException("a record has an unknown version");
        }
    }
}
