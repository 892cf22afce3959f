package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.RefusedException;
import java.nio.charset.StandardCharsets;

/**
 * {@code vault:vN:}, then base64: ciphertexts, signatures and HMACs.
 *
 * @param version as it stands there; may be anything
 * @param text behind the second colon
 */
record VersionedText(int version, String text) {
    private static final String PREFIX = "vault:v";

    /** What is written about something that cannot be read. */
    enum Kind {
        CIPHERTEXT("invalid ciphertext: no prefix", "invalid ciphertext"),
        SIGNATURE("invalid signature: no prefix", "invalid signature"),
        HMAC("invalid HMAC to verify: no prefix", "invalid HMAC");

        private final String noPrefix;
        private final String label;

        Kind(String noPrefix, String label) {
            this.noPrefix = noPrefix;
            this.label = label;
        }
    }

    /**
     * @throws RefusedException if it has not this form
     */
    static VersionedText parse(Kind kind, String value) {
        if (!value.startsWith(PREFIX)) {
            throw new RefusedException(kind.noPrefix);
        }
        int colon = value.indexOf(':', PREFIX.length());
        if (colon < 0) {
            throw new RefusedException(kind.label + ": wrong number of fields");
        }
        try {
            int version = Integer.parseInt(value.substring(PREFIX.length(), colon));
            return new VersionedText(version, value.substring(colon + 1));
        } catch (NumberFormatException e) {
            throw new RefusedException(kind.label + ": version number could not be decoded");
        }
    }

    static String of(int version, byte[] base64) {
        return PREFIX + version + ":" + new String(base64, StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "VersionedText[" + version + "]";
    }
}
