package io.sealwright.server.snapshots;

import io.sealwright.server.sigv4.CanonicalRequest;
import io.sealwright.server.sigv4.CredentialScope;
import io.sealwright.server.sigv4.Signing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** AWS Signature Version 4 of a request to S3, in the Authorization header. */
final class SigV4 {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

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
        SortedMap<String, String> signed = new TreeMap<>();
        headers.forEach((name, value) -> signed.put(name, value.strip()));
        signed.put("host", host);
        signed.put("x-amz-content-sha256", bodyDigest);
        signed.put("x-amz-date", time);
        CanonicalRequest canonical = new CanonicalRequest(method, path, query, signed, bodyDigest);
        CredentialScope scope = new CredentialScope(time.substring(0, 8), region, "s3");
        byte[] key = Signing.key(secretAccessKey.getBytes(StandardCharsets.UTF_8), scope);
        String signature =
                HexFormat.of().formatHex(Signing.hmac(key, canonical.toSign(time, scope)));
        Map<String, String> sent = new TreeMap<>(signed);
        sent.remove("host");
        sent.put(
                "authorization",
                Signing.ALGORITHM
                        + " Credential="
                        + accessKeyId
                        + "/"
                        + scope.text()
                        + ",SignedHeaders="
                        + canonical.signedHeaders()
                        + ",Signature="
                        + signature);
        return sent;
    }
}
