package io.sealwright.server.http;

import io.sealwright.server.spi.RequestFailure;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What JSON parsers are lenient about in UTF-8. */
final class Utf8 {
    private static final int CHUNK = 2048;

    private Utf8() {}

    /**
     * Refuses overlong and surrogate encodings, NUL bytes and a byte order mark.
     *
     * @return whether there may be backslash-u escapes
     */
    static boolean check(byte[] text) {
        boolean ascii = true;
        boolean escapes = false;
        for (int i = 0; i < text.length; i++) {
            byte b = text[i];
            if (b < 0) {
                ascii = false;
            } else if (b == 0) {
                throw RequestFailure.invalid("failed to decode JSON input: a NUL byte");
            } else if (b == '\\' && i + 1 < text.length && text[i + 1] == 'u') {
                escapes = true;
            }
        }
        if (!ascii && !valid(text)) {
            throw RequestFailure.invalid(
                    "failed to decode JSON input: not valid UTF-8, or with a byte order mark");
        }
        return escapes;
    }

    private static boolean valid(byte[] text) {
        if (text.length >= 3
                && text[0] == (byte) 0xef
                && text[1] == (byte) 0xbb
                && text[2] == (byte) 0xbf) {
            return false;
        }
        CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(text);
        // Small and wiped: what passes through may be a secret.
        CharBuffer out = CharBuffer.allocate(CHUNK);
        try {
            while (true) {
                out.clear();
                var result = decoder.decode(in, out, true);
                if (result.isError()) {
                    return false;
                }
                if (result.isUnderflow()) {
                    return true;
                }
            }
        } finally {
            Arrays.fill(out.array(), '\0');
        }
    }

    static boolean loneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isLowSurrogate(c)) {
                return true;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return true;
                }
            }
        }
        return false;
    }
}
