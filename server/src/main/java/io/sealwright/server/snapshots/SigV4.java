package io.sealwright.server.snapshots;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** AWS Signature Version 4 of a request to S3, in the Authorization header. */
final class SigV4 {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String UNRESERVED =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private final String accessKeyId;
    private final String secretAccessKey;
    private final String region;

    SigV4(String accessKeyId, String secretAccessKey, String region) {
        this.accessKeyId = accessKeyId;
        this.secretAccessKey = secretAccessKey;
        this.region = region;
    }

    /**
     * The headers to send besides {@code Host}: those given, the time, the body's digest and the
     * signature.
     *
     * @param path as it is sent, percent-encoded
     * @param query as it is sent, sorted and percent-encoded
     * @param headers lower-case names
     * @param bodyDigest SHA-256 of the body in hex
     */
    Map<String, String> sign(
            String method,
            String host,
            String path,
            String query,
            Map<String, String> headers,
            String bodyDigest,
            Instant at) {
        String time = TIME.format(at);
        SortedMap<String, String> signed = new TreeMap<>(headers);
        signed.put("host", host);
        signed.put("x-amz-content-sha256", bodyDigest);
        signed.put("x-amz-date", time);
        StringBuilder lines = new StringBuilder();
        signed.forEach(
                (name, value) -> lines.append(name).append(':').append(value.strip()).append('\n'));
        String names = String.join(";", signed.keySet());
        String canonical =
                String.join("\n", method, path, query, lines.toString(), names, bodyDigest);
        String scope = time.substring(0, 8) + "/" + region + "/s3/aws4_request";
        String toSign = String.join("\n", "AWS4-HMAC-SHA256", time, scope, sha256(canonical));
        String signature = HexFormat.of().formatHex(hmac(key(time.substring(0, 8)), toSign));
        Map<String, String> sent = new TreeMap<>(signed);
        sent.remove("host");
        sent.put(
                "authorization",
                "AWS4-HMAC-SHA256 Credential="
                        + accessKeyId
                        + "/"
                        + scope
                        + ",SignedHeaders="
                        + names
                        + ",Signature="
                        + signature);
        return sent;
    }

    private byte[] key(String date) {
        byte[] key = ("AWS4" + secretAccessKey).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {date, region, "s3", "aws4_request"}) {
            key = hmac(key, part);
        }
        return key;
    }

    /** Percent-encoding as the signature wants it. */
    static String encode(String text, boolean keepSlashes) {
        StringBuilder out = new StringBuilder();
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (one & 0xff);
            if (UNRESERVED.indexOf(character) >= 0 || keepSlashes && character == '/') {
                out.append(character);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(one));
            }
        }
        return out.toString();
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
