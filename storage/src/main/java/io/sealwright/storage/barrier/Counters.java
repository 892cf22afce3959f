package io.sealwright.storage.barrier;

import java.nio.ByteBuffer;

/** The stored form of a counter, which the store itself adds to: 8 bytes, big-endian, signed. */
final class Counters {
    private Counters() {}

    static byte[] encode(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    static long decode(byte[] value) {
        if (value.length != Long.BYTES) {
            throw new CorruptRecordException("a counter has " + value.length + " bytes");
        }
        return ByteBuffer.wrap(value).getLong();
    }
}
