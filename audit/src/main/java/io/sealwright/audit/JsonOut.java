package io.sealwright.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An append-only JSON text in UTF-8 with a size limit. Not thread-safe. Never emits a line break.
 */
final class JsonOut {

    /** Thrown when the text would grow past its limit; carries no content and no stack. */
    static final class LimitException extends RuntimeException {
        LimitException() {
            super("output limit", null, false, false);
        }
    }

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int KEEP = 256 * 1024;

    private byte[] buffer = new byte[4096];
    private int length;
    private int limit = Integer.MAX_VALUE - 64;
    private boolean comma;

    /** Empties the text; a buffer that one large entry blew up is given back. */
    JsonOut reset(int newLimit) {
        if (buffer.length > KEEP) {
            buffer = new byte[4096];
        }
        length = 0;
        limit = newLimit;
        comma = false;
        return this;
    }

    int length() {
        return length;
    }

    void limit(int newLimit) {
        limit = newLimit;
    }

    /** Drops what was written after {@code mark}; the next thing written is the value of a name. */
    void backToValue(int mark) {
        length = mark;
        comma = false;
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, length);
    }

    /** Appends a ready member or value. */
    void raw(byte[] bytes, int from, int to) {
        separate();
        int count = to - from;
        room(count);
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
        comma = true;
    }

    /** Appends text known to be plain ASCII JSON, such as punctuation or a number. */
    JsonOut ascii(String text) {
        int count = text.length();
        room(count);
        for (int i = 0; i < count; i++) {
            buffer[length + i] = (byte) text.charAt(i);
        }
        length += count;
        return this;
    }

    void beginObject() {
        separate();
        put('{');
        comma = false;
    }

    void endObject() {
        put('}');
        comma = true;
    }

    void beginArray() {
        separate();
        put('[');
        comma = false;
    }

    void endArray() {
        put(']');
        comma = true;
    }

    JsonOut name(String name) {
        separate();
        quoted(name);
        put(':');
        comma = false;
        return this;
    }

    void string(CharSequence text) {
        separate();
        quoted(text);
        comma = true;
    }

    void literal(String asciiText) {
        separate();
        ascii(asciiText);
        comma = true;
    }

    void number(long value) {
        literal(Long.toString(value));
    }

    /** A quoted string of a plain ASCII prefix and the bytes in hexadecimal. */
    void prefixedHex(String prefix, byte[] bytes) {
        separate();
        put('"');
        ascii(prefix);
        hex(bytes);
        put('"');
        comma = true;
    }

    void hex(byte[] bytes) {
        room(bytes.length * 2);
        for (byte b : bytes) {
            buffer[length++] = HEX[(b >> 4) & 0xf];
            buffer[length++] = HEX[b & 0xf];
        }
    }

    private void separate() {
        if (comma) {
            put(',');
        }
    }

    private void quoted(CharSequence text) {
        put('"');
        int count = text.length();
        room(count + 1);
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
                put(c);
            } else if (c < 0xa0) {
                escaped(c);
            } else {
                i += beyondLatin(text, i, c);
            }
        }
        put('"');
    }

    private void escaped(char c) {
        switch (c) {
            case '"' -> ascii("\\\"");
            case '\\' -> ascii("\\\\");
            case '\n' -> ascii("\\n");
            case '\r' -> ascii("\\r");
            case '\t' -> ascii("\\t");
            default -> unicodeEscape(c);
        }
    }

    private void unicodeEscape(char c) {
        ascii("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            put((char) HEX[(c >> shift) & 0xf]);
        }
    }

    /** Writes the character at {@code i}; answers how many more chars it took. */
    private int beyondLatin(CharSequence text, int i, char c) {
        if (c == '\u2028' || c == '\u2029') { // line ends to some log readers
            unicodeEscape(c);
            return 0;
        }
        if (!Character.isSurrogate(c)) {
            utf8(c);
            return 0;
        }
        if (Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1))) {
            utf8(Character.toCodePoint(c, text.charAt(i + 1)));
            return 1;
        }
        unicodeEscape(c); // half a pair has no UTF-8 form
        return 0;
    }

    private void utf8(int point) {
        if (point < 0x800) {
            byteOf(0xc0 | (point >> 6));
        } else {
            if (point < 0x10000) {
                byteOf(0xe0 | (point >> 12));
            } else {
                byteOf(0xf0 | (point >> 18));
                byteOf(0x80 | ((point >> 12) & 0x3f));
            }
            byteOf(0x80 | ((point >> 6) & 0x3f));
        }
        byteOf(0x80 | (point & 0x3f));
    }

    private void byteOf(int value) {
        room(1);
        buffer[length++] = (byte) value;
    }

    private void put(char c) {
        if (length == buffer.length) {
            room(1);
        }
        buffer[length++] = (byte) c;
    }

    private void room(int count) {
        int needed = length + count;
        if (needed > limit || needed < 0) {
            throw new LimitException();
        }
        if (needed > buffer.length) {
            buffer =
                    Arrays.copyOf(
                            buffer,
                            Math.max(
                                    needed,
                                    (int) Math.min(2L * buffer.length, Integer.MAX_VALUE - 64)));
        }
    }
}
