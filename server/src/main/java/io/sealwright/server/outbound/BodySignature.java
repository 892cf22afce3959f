package io.sealwright.server.outbound;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * By what a receiver knows that a request comes from this server, and how old it is: an HMAC-SHA256
 * of the time and the body under a key that both have.
 */
public final class BodySignature {
    /** The header with the time, in seconds since 1970. */
    public static final String TIME = "Sealwright-Timestamp";

    /** The header with {@code v1=} and the signature in hexadecimal. */
    public static final String SIGNATURE = "Sealwright-Signature";

    private BodySignature() {}

    /** Both headers. */
    public static Map<String, String> headers(String key, Instant now, byte[] body) {
        String time = Long.toString(now.getEpochSecond());
        return Map.of(TIME, time, SIGNATURE, "v1=" + of(key, time, body));
    }

    /** HMAC-SHA256 of the time, a dot and the body, in hexadecimal. */
    public static String of(String key, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((time + ".").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK without HMAC-SHA256", e);
        }
    }
}
