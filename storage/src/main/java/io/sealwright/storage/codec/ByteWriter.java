package io.sealwright.storage.codec;

import io.sealwright.storage.Key;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Grows as it is written; big-endian. */
final class ByteWriter {
    private byte[] bytes;
    private int length;

    ByteWriter(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    ByteWriter u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    ByteWriter u16(int value) {
        if (value < 0 || value > 0xffff) {
            throw new IllegalArgumentException("not a 16-bit count: " + value);
        }
        return u8(value >>> 8).u8(value);
    }

    ByteWriter u32(int value) {
        room(Integer.BYTES);
        ByteBuffer.wrap(bytes).putInt(length, value);
        length += Integer.BYTES;
        return this;
    }

    ByteWriter u64(long value) {
        room(Long.BYTES);
        ByteBuffer.wrap(bytes).putLong(length, value);
        length += Long.BYTES;
        return this;
    }

    ByteWriter raw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    ByteWriter key(Key key) {
        return u16(key.bytes().length).raw(key.bytes());
    }

    ByteWriter value(byte[] value) {
        return u32(value.length).raw(value);
    }

    byte[] done() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
