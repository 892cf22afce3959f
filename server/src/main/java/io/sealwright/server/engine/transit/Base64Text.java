package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Base64 as the peer reads it: with padding, over line ends, whatever the unused bits of the last
 * character are. An error tells the place where reading stopped.
 */
final class Base64Text {
    private Base64Text() {}

    /**
     * @throws RefusedException if it is not base64
     */
    static byte[] decode(String text) {
        return decode(text, "");
    }

    /**
     * @param what stands before the reason in an error
     * @throws RefusedException if it is not base64
     */
    static byte[] decode(String text, String what) {
        String plain =
                text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                        ? text
                        : text.replace("\n", "").replace("\r", "");
        if (plain.length() % 4 == 0) {
            try {
                return Base64.getDecoder().decode(plain);
            } catch (IllegalArgumentException e) {
                throw illegal(text, what);
            }
        }
        throw illegal(text, what);
    }

    /**
     * Without padding and with the characters for URLs.
     *
     * @throws RefusedException if it is not that
     */
    static byte[] decodeUrl(String text) {
        if (text.indexOf('=') >= 0) {
            throw new RefusedException("illegal base64 data");
        }
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException("illegal base64 data");
        }
    }

    static byte[] encode(byte[] bytes) {
        return Base64.getEncoder().encode(bytes);
    }

    /** For what is no secret. */
    static String encodeOpen(byte[] bytes) {
        return new String(encode(bytes), StandardCharsets.US_ASCII);
    }

    private static RefusedException illegal(String text, String what) {
        return new RefusedException(
                what + "illegal base64 data at input byte " + Position.of(text));
    }

    /**
     * Where the peer stops: at a character that cannot stand there, or at a group that is short.
     */
    private static final class Position {
        private final String text;
        private int at;

        private Position(String text) {
            this.text = text;
        }

        static int of(String text) {
            return new Position(text).find();
        }

        private int find() {
            int inGroup = 0;
            while (true) {
                skipLineEnds();
                if (at == text.length()) {
                    return at - inGroup;
                }
                char c = text.charAt(at++);
                if (c == '=') {
                    return padding(inGroup);
                }
                if (!digit(c)) {
                    return at - 1;
                }
                inGroup = (inGroup + 1) % 4;
            }
        }

        private int padding(int inGroup) {
            if (inGroup < 2) {
                return at - 1;
            }
            if (inGroup == 2) {
                skipLineEnds();
                if (at == text.length()) {
                    return text.length();
                }
                if (text.charAt(at) != '=') {
                    return at - 1;
                }
                at++;
            }
            skipLineEnds();
            return at;
        }

        private void skipLineEnds() {
            while (at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r')) {
                at++;
            }
        }

        private static boolean digit(char c) {
            return c >= 'A' && c <= 'Z'
                    || c >= 'a' && c <= 'z'
                    || c >= '0' && c <= '9'
                    || c == '+'
                    || c == '/';
        }
    }
}
