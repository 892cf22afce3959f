package io.sealwright.audit;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The end of every line: {@code ,"chain":{"epoch":"<16 hex>","seq":<n>,"prev":"<64 hex>"}}}. It is
 * ours to the byte, so that it can be read from the end of a line without parsing the line.
 */
record LineTrailer(String epoch, long seq, String prev) {

    static final int EPOCH_CHARS = 16;
    private static final int HASH_CHARS = 64;
    private static final String HEAD = ",\"chain\":{\"epoch\":\"";
    private static final String SEQ = "\",\"seq\":";
    private static final String PREV = ",\"prev\":\"";
    private static final String END = "\"}}";
    private static final int MAX_DIGITS = 18;

    byte[] bytes() {
        return (HEAD + epoch + SEQ + seq + PREV + prev + END).getBytes(StandardCharsets.US_ASCII);
    }

    /** The trailer of a line (without line break), or null if it has none. */
    static @Nullable LineTrailer parse(byte[] line, int from, int to) {
        int at = to - END.length();
        if (!matches(line, from, at, END)) {
            return null;
        }
        int prevAt = at - HASH_CHARS;
        if (!isHex(line, from, prevAt, at) || !matches(line, from, prevAt - PREV.length(), PREV)) {
            return null;
        }
        int seqEnd = prevAt - PREV.length();
        int seqAt = seqEnd;
        while (seqAt > from && isDigit(line[seqAt - 1]) && seqEnd - seqAt < MAX_DIGITS) {
            seqAt--;
        }
        int epochAt = seqAt - SEQ.length() - EPOCH_CHARS;
        if (seqAt == seqEnd
                || line[seqAt] == '0'
                || !matches(line, from, seqAt - SEQ.length(), SEQ)
                || !isHex(line, from, epochAt, epochAt + EPOCH_CHARS)
                || !matches(line, from, epochAt - HEAD.length(), HEAD)) {
            return null;
        }
        return new LineTrailer(
                ascii(line, epochAt, epochAt + EPOCH_CHARS),
                Long.parseLong(ascii(line, seqAt, seqEnd)),
                ascii(line, prevAt, at));
    }

    private static boolean matches(byte[] line, int from, int at, String text) {
        if (at < from) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (line[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(byte[] line, int from, int at, int end) {
        if (at < from) {
            return false;
        }
        for (int i = at; i < end; i++) {
            if (!isDigit(line[i]) && (line[i] < 'a' || line[i] > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static String ascii(byte[] line, int from, int to) {
        return new String(line, from, to - from, StandardCharsets.US_ASCII);
    }
}
