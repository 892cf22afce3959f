package io.sealwright.server.jose;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A signed token in its compact form, taken apart and not checked yet. Of its header the algorithm
 * and the key's name count; keys and addresses of keys in it ({@code jwk}, {@code jku}, {@code
 * x5u}, {@code x5c}) are not looked at.
 *
 * @param algorithm as the header says
 * @param kid name of the key; empty if the header names none
 * @param signed what the signature is over
 */
public record CompactToken(
        String algorithm, String kid, byte[] signed, byte[] payload, byte[] signature) {
    /** Longest token, in characters. */
    public static final int MAX_LENGTH = 64 << 10;

    private static final int MAX_KID = 1_024;
    private static final String PARTS = "compact JWS format must have three parts";

    /**
     * @throws TokenRefused if it is no such token, or is one with extensions that nobody here
     *     understands
     */
    public static CompactToken parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new TokenRefused("the token is longer than " + MAX_LENGTH + " characters");
        }
        String[] parts = text.strip().split("\\.", -1);
        if (parts.length != 3) {
            throw new TokenRefused(PARTS);
        }
        ObjectNode header = ForeignJson.object(decode(parts[0]));
        requireNoExtension(header);
        return new CompactToken(
                text(header, "alg", 64),
                text(header, "kid", MAX_KID),
                (parts[0] + '.' + parts[1]).getBytes(StandardCharsets.US_ASCII),
                decode(parts[1]),
                decode(parts[2]));
    }

    private static byte[] decode(String part) {
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            throw new TokenRefused("illegal base64 data");
        }
    }

    /** Both change what the signature is over or what it means. */
    private static void requireNoExtension(ObjectNode header) {
        if (header.has("crit") || header.has("b64")) {
            throw new TokenRefused("unsupported critical header");
        }
    }

    private static String text(ObjectNode header, String name, int most) {
        JsonNode value = header.get(name);
        if (value == null) {
            return "";
        }
        if (!value.isString() || value.stringValue().length() > most) {
            throw new TokenRefused("the header's " + name + " is not a short string");
        }
        return value.stringValue();
    }

    /**
     * The claims, which nobody has vouched for.
     *
     * @throws TokenRefused if they are no JSON object
     */
    public Claims unverified() {
        return new Claims(ForeignJson.object(payload));
    }

    @Override
    public String toString() {
        return "CompactToken[" + payload.length + " bytes]";
    }
}
