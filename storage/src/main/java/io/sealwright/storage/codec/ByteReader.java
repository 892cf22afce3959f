package io.sealwright.storage.codec;

import io.sealwright.storage.Key;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link ByteWriter} wrote. Lengths are checked against what is left before anything is
 * allocated.
 */
final class ByteReader {
    private final ByteBuffer from;

    ByteReader(ByteBuffer from) {
        this.from = from;
    }

    int u8() {
        return need(1).get() & 0xff;
    }

    int u16() {
        return need(Short.BYTES).getShort() & 0xffff;
    }

    int u32() {
        return need(Integer.BYTES).getInt();
    }

    long u64() {
        return need(Long.BYTES).getLong();
    }

    /** A count of parts that take at least {@code least} bytes each. */
    int count(int count, int least) {
        if (count < 0 || (long) count * least > from.remaining()) {
            throw new MalformedCommandException("a count of " + count + " exceeds what is left");
        }
        return count;
    }

    byte[] raw(int length) {
        if (length < 0 || length > from.remaining()) {
            throw new MalformedCommandException("a length of " + length + " exceeds what is left");
        }
        byte[] value = new byte[length];
        from.get(value);
        return value;
    }

    Key key() {
        int length = u16();
        if (length == 0 || length > Key.MAX_BYTES) {
            throw new MalformedCommandException("a key of " + length + " bytes");
        }
        return new Key(raw(length));
    }

    byte[] value() {
        return raw(u32());
    }

    /** A value that is text; what replacement characters would hide is refused. */
    String text() {
        byte[] utf8 = value();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedCommandException("a text that is no UTF-8", e);
        }
    }

    int left() {
        return from.remaining();
    }

    void end() {
        if (from.hasRemaining()) {
            throw new MalformedCommandException(from.remaining() + " bytes too many");
        }
    }

    private ByteBuffer need(int bytes) {
        if (from.remaining() < bytes) {
            throw new MalformedCommandException("cut short", new BufferUnderflowException());
        }
        return from;
    }
}
