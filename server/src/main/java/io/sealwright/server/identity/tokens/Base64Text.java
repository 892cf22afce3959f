package io.sealwright.server.identity.tokens;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A parameter that may also be sent in base64, as Vault takes templates. */
final class Base64Text {
    private Base64Text() {}

    static String decodedIfEncoded(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
