package io.sealwright.server.engine.kv;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Tagged fields: each is {@code [tag][length][bytes]}, so that a reader can step over the ones it
 * does not know. Lengths and numbers are unsigned LEB128.
 */
final class Fields {
    private static final int INSTANT_BYTES = Long.BYTES + Integer.BYTES;

    private Fields() {}

    /** Collects fields; not thread-safe. */
    static final class Writer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

        Writer bytes(int tag, byte[] value) {
            out.write(tag);
            writeNumber(out, value.length);
            out.writeBytes(value);
            return this;
        }

        Writer text(int tag, String value) {
            return value.isEmpty() ? this : bytes(tag, value.getBytes(StandardCharsets.UTF_8));
        }

        /** Left out if zero. */
        Writer number(int tag, long value) {
            return value == 0 ? this : bytes(tag, encodeNumber(value));
        }

        Writer flag(int tag, boolean value) {
            return number(tag, value ? 1 : 0);
        }

        Writer instant(int tag, Instant value) {
            byte[] encoded =
                    ByteBuffer.allocate(INSTANT_BYTES)
                            .putLong(value.getEpochSecond())
                            .putInt(value.getNano())
                            .array();
            return bytes(tag, encoded);
        }

        /** Fields that were written before. */
        Writer encoded(byte[] fields) {
            out.writeBytes(fields);
            return this;
        }

        byte[] toBytes() {
            return out.toByteArray();
        }
    }

    /** Steps through fields; not thread-safe. */
    static final class Reader {
        private final byte[] source;
        private final int end;
        private int next;
        private int start;
        private int tag;
        private int from;
        private int to;

        Reader(byte[] source, int from, int end) {
            this.source = source;
            this.next = from;
            this.end = end;
        }

        /** False after the last field. */
        boolean next() {
            if (next >= end) {
                return false;
            }
            start = next;
            tag = source[next++] & 0xff;
            long length = readNumber();
            if (length < 0 || length > end - next) {
                throw broken();
            }
            from = next;
            to = next + (int) length;
            next = to;
            return true;
        }

        int tag() {
            return tag;
        }

        byte[] bytes() {
            return Arrays.copyOfRange(source, from, to);
        }

        String text() {
            return new String(source, from, to - from, StandardCharsets.UTF_8);
        }

        long number() {
            int after = next;
            next = from;
            long value = readNumber();
            if (next != to) {
                throw broken();
            }
            next = after;
            return value;
        }

        boolean flag() {
            return number() != 0;
        }

        Instant instant() {
            if (to - from != INSTANT_BYTES) {
                throw broken();
            }
            ByteBuffer buffer = ByteBuffer.wrap(source, from, INSTANT_BYTES);
            return Instant.ofEpochSecond(buffer.getLong(), buffer.getInt());
        }

        /** The fields inside this one. */
        Reader nested() {
            return new Reader(source, from, to);
        }

        /** The whole field as it is stored. */
        byte[] encoded() {
            return Arrays.copyOfRange(source, start, to);
        }

        private long readNumber() {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                if (next >= end) {
                    throw broken();
                }
                byte b = source[next++];
                value |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
            throw broken();
        }

        private static IllegalStateException broken() {
            return new IllegalStateException("a KV record whose fields cannot be read");
        }
    }

    static byte[] encodeNumber(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(4);
        writeNumber(out, value);
        return out.toByteArray();
    }

    private static void writeNumber(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
