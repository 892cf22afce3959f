package io.sealwright.server.operator;

import io.sealwright.server.spi.RequestFailure;
import java.util.Base64;
import java.util.HexFormat;

/** Key shares as operators type them: hex or base64. */
final class KeyShares {
    private static final int MAX_TEXT = 128;

    private KeyShares() {}

    /**
     * @throws RequestFailure if the text is neither; it does not repeat it
     */
    static byte[] parse(String text) {
        if (!text.isEmpty() && text.length() <= MAX_TEXT) {
            try {
                return HexFormat.of().parseHex(text);
            } catch (IllegalArgumentException e) {
                return base64(text);
            }
        }
        throw malformed();
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static RequestFailure malformed() {
        return RequestFailure.invalid("'key' must be a valid hex or base64 string");
    }

    static String hex(byte[] share) {
        return HexFormat.of().formatHex(share);
    }

    static String base64(byte[] share) {
        return Base64.getEncoder().encodeToString(share);
    }
}
