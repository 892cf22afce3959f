package io.sealwright.audit;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kinds of line in an audit file; each starts {@code {"time":"...","type":"<kind>"}. */
enum LineKind {
    REQUEST,
    RESPONSE,
    /** What became of a step of a rotation; nobody's request. */
    ROTATION,
    /** The first line of a device's first file. */
    OPEN,
    /** A signed head. */
    HEAD,
    /** The first line after a rotation; names the head of the file before. */
    ROTATED,
    /** A torn end was cut off. */
    REPAIR,
    /** The device failed and works again. */
    RECOVERED,
    /** Lines are missing; a new epoch starts. */
    GAP;

    private static final byte[] TIME = ascii("{\"time\":\"");
    private static final byte[] TYPE = ascii("\",\"type\":\"");
    private static final int MAX_TIME_CHARS = 40;

    final String word = name().toLowerCase(Locale.ROOT);
    private final byte[] start = ascii(word + '"');

    /** The kind of a line by its first bytes, or null. */
    static @Nullable LineKind of(byte[] line) {
        if (!matches(line, 0, TIME)) {
            return null;
        }
        int quote = TIME.length;
        int end = Math.min(line.length, TIME.length + MAX_TIME_CHARS);
        while (quote < end && line[quote] != '"') {
            quote++;
        }
        if (!matches(line, quote, TYPE)) {
            return null;
        }
        for (LineKind kind : values()) {
            if (matches(line, quote + TYPE.length, kind.start)) {
                return kind;
            }
        }
        return null;
    }

    private static boolean matches(byte[] line, int at, byte[] text) {
        if (at + text.length > line.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (line[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
