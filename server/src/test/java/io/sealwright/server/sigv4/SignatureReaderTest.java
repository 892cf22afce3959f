package io.sealwright.server.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureReaderTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String TIME = "20260102T030405Z";
    private static final byte[] SECRET = "0123456789".repeat(4).getBytes(StandardCharsets.US_ASCII);
    private static final CredentialScope SCOPE =
            new CredentialScope("20260102", "eu-central-1", "secretsmanager");
    private static final String DIGEST = Signing.sha256("{}".getBytes(StandardCharsets.US_ASCII));
    private static final SignatureReader READER = reader(Duration.ZERO);

    private final Map<String, List<String>> headers =
            new TreeMap<>(
                    Map.of(
                            "host", List.of("localhost:8200"),
                            "x-amz-date", List.of(TIME),
                            "x-amz-target", List.of("secretsmanager.GetSecretValue")));
    private String credential = "AKIAEXAMPLE/" + SCOPE.text();
    private String signedHeaders = "host;x-amz-date;x-amz-target";
    private String signature = "";

    private static SignatureReader reader(Duration replayWindow, String... aliases) {
        return new SignatureReader(
                new SignatureRules(
                        "secretsmanager", Duration.ofMinutes(15), replayWindow, List.of(aliases)));
    }

    private static @Nullable String code(RequestSignature read) {
        return read.refused() == null ? null : read.refused().code();
    }

    private RequestSignature read() {
        return read(
                "",
                List.of(
                        "AWS4-HMAC-SHA256 Credential="
                                + credential
                                + ", SignedHeaders="
                                + signedHeaders
                                + ", Signature="
                                + (signature.isEmpty() ? "00" : signature)));
    }

    private RequestSignature read(String query, List<String> authorization) {
        return READER.read(
                new SignedMessage("POST", "/", query, headers, authorization, DIGEST), NOW);
    }

    private static String sign(String toSign) {
        return HexFormat.of().formatHex(Signing.hmac(Signing.key(SECRET, SCOPE), toSign));
    }

    @Test
    void aRightSignatureIsTakenAndItsCopyWithAnotherBodyIsNot() {
        signature = sign(read().toSign());
        assertThat(new SigningKeys().made(read(), SECRET)).isTrue();
        RequestSignature other =
                READER.read(
                        new SignedMessage(
                                "POST",
                                "/",
                                "",
                                headers,
                                List.of(
                                        "AWS4-HMAC-SHA256 Credential="
                                                + credential
                                                + ",SignedHeaders="
                                                + signedHeaders
                                                + ",Signature="
                                                + signature),
                                Signing.sha256(new byte[] {1})),
                        NOW);
        assertThat(new SigningKeys().made(other, SECRET)).isFalse();
    }

    @Test
    void everyAmzHeaderAndTheHostHaveToBeSigned() {
        signedHeaders = "host;x-amz-date";
        assertThat(code(read())).isEqualTo("InvalidSignatureException");
        signedHeaders = "x-amz-date;x-amz-target";
        assertThat(code(read())).isEqualTo("InvalidSignatureException");
    }

    @Test
    void aSignedHeaderThatWasNotSentIsAMismatch() {
        signedHeaders += ";x-other";
        assertThat(code(read())).isEqualTo("InvalidSignatureException");
    }

    @Test
    void aDigestOfAnotherBodyAndAnUnsignedPayloadAreRefused() {
        signedHeaders = "host;x-amz-content-sha256;x-amz-date;x-amz-target";
        headers.put("x-amz-content-sha256", List.of("UNSIGNED-PAYLOAD"));
        assertThat(code(read())).isEqualTo("InvalidSignatureException");
        headers.put("x-amz-content-sha256", List.of(DIGEST));
        assertThat(code(read())).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "20260102T024905Z,true",
        "20260102T024904Z,false",
        "20260102T031905Z,true",
        "20260102T031906Z,false"
    })
    void theTimeMayBeFifteenMinutesOff(String time, boolean taken) {
        headers.put("x-amz-date", List.of(time));
        assertThat(code(read())).isEqualTo(taken ? null : "InvalidSignatureException");
    }

    @Test
    void theMessageOfAnExpiredSignatureSaysBothTimes() {
        headers.put("x-amz-date", List.of("20260102T020000Z"));
        SignatureRefused refused = read().refused();
        assertThat(refused).isNotNull();
        assertThat(refused.message())
                .isEqualTo(
                        "Signature expired: 20260102T020000Z is now earlier than 20260102T024905Z"
                                + " (20260102T030405Z - 15 min.)");
    }

    @ParameterizedTest
    @CsvSource({
        "AKIAEXAMPLE/20260101/eu-central-1/secretsmanager/aws4_request,InvalidSignatureException",
        "AKIAEXAMPLE/20260102/eu-central-1/s3/aws4_request,InvalidSignatureException",
        "AKIAEXAMPLE/20260102/EU/secretsmanager/aws4_request,InvalidSignatureException",
        "AKIAEXAMPLE/20260102/eu-central-1/secretsmanager/aws5_request,InvalidSignatureException",
        "AKIAEXAMPLE/20260102/eu-central-1/secretsmanager,IncompleteSignatureException",
        "A B/20260102/eu-central-1/secretsmanager/aws4_request,UnrecognizedClientException"
    })
    void aScopeOfAnythingElseIsRefused(String other, String code) {
        credential = other;
        assertThat(code(read())).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20260102", "2026-01-02T03:04:05Z", "20260102T030405+00:00"})
    void aTimeOfAnotherFormIsIncomplete(String time) {
        headers.put("x-amz-date", List.of(time));
        assertThat(code(read())).isEqualTo("IncompleteSignatureException");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer x",
                "AWS4-HMAC-SHA256",
                "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host",
                "AWS4-HMAC-SHA256 Credential=a, Credential=b, SignedHeaders=host, Signature=0",
                "AWS4-HMAC-SHA256Credential=a, SignedHeaders=host, Signature=0"
            })
    void halfASignatureIsIncomplete(String authorization) {
        assertThat(code(read("", List.of(authorization))))
                .isEqualTo("IncompleteSignatureException");
    }

    @Test
    void noneIsMissing() {
        assertThat(code(read("a=b", List.of()))).isEqualTo("MissingAuthenticationTokenException");
    }

    @Test
    void twoAreIncomplete() {
        assertThat(code(read("", List.of("AWS4-HMAC-SHA256 x", "AWS4-HMAC-SHA256 y"))))
                .isEqualTo("IncompleteSignatureException");
        assertThat(code(read("X-Amz-Signature=00", List.of("AWS4-HMAC-SHA256 x"))))
                .isEqualTo("IncompleteSignatureException");
    }

    private String presigned(String expires, String signatureThere) {
        return "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
                + Signing.encode(credential, false)
                + "&X-Amz-Date="
                + TIME
                + "&X-Amz-Expires="
                + expires
                + "&X-Amz-SignedHeaders=host%3Bx-amz-target&X-Amz-Signature="
                + signatureThere;
    }

    @Test
    void aPresignedRequestIsGoodUntilItExpires() {
        headers.remove("x-amz-date");
        RequestSignature unsigned = read(presigned("60", "00"), List.of());
        assertThat(code(unsigned)).isNull();
        String query = presigned("60", sign(unsigned.toSign()));
        assertThat(new SigningKeys().made(read(query, List.of()), SECRET)).isTrue();
        RequestSignature later =
                READER.read(
                        new SignedMessage("POST", "/", query, headers, List.of(), DIGEST),
                        NOW.plusSeconds(61));
        assertThat(code(later)).isEqualTo("InvalidSignatureException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "604801", "-1", "1e3", ""})
    void itsTimeIsWithinAWeek(String expires) {
        headers.remove("x-amz-date");
        assertThat(code(read(presigned(expires, "00"), List.of())))
                .isEqualTo("IncompleteSignatureException");
    }

    /** A reader's own, of what the signature's headers are made of. */
    private boolean right(SignatureReader reader) {
        RequestSignature read =
                reader.read(
                        new SignedMessage(
                                "POST",
                                "/",
                                "",
                                headers,
                                List.of(
                                        "AWS4-HMAC-SHA256 Credential="
                                                + credential
                                                + ",SignedHeaders="
                                                + signedHeaders
                                                + ",Signature="
                                                + signature),
                                DIGEST),
                        NOW);
        return new SigningKeys().made(read, SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "Fri 02 Jan 2026 03:04:05 GMT,true",
        "20260102T030405Z,true",
        "Fri 02 Jan 2026 04:04:05 GMT,false"
    })
    void aDateHeaderDoesWhereThereIsNoOther(String date, boolean taken) {
        headers.remove("x-amz-date");
        headers.put("date", List.of(date.replace("Fri 02", "Fri, 02")));
        signedHeaders = "date;host;x-amz-target";
        RequestSignature read = read();
        assertThat(code(read)).isEqualTo(taken ? null : "InvalidSignatureException");
        signature = sign(read.toSign());
        assertThat(right(READER)).isEqualTo(taken);
    }

    @Test
    void theHeaderOfAwsCountsBeforeTheDate() {
        headers.put("date", List.of("Fri, 02 Jan 2026 09:00:00 GMT"));
        assertThat(code(read())).isNull();
    }

    @Test
    void withoutADateItIsIncomplete() {
        headers.remove("x-amz-date");
        signedHeaders = "host;x-amz-target";
        SignatureRefused refused = read().refused();
        assertThat(refused).isNotNull();
        assertThat(refused.message()).contains("'X-Amz-Date' or a 'Date' header");
    }

    @Test
    void anAliasOfTheHostCountsAsWellAsTheHost() {
        headers.put("host", List.of("secrets.example"));
        signature = sign(read().toSign());
        headers.put("host", List.of("10.0.0.1:8200"));
        assertThat(right(READER)).isFalse();
        assertThat(right(reader(Duration.ZERO, "other.example"))).isFalse();
        assertThat(right(reader(Duration.ZERO, "other.example", "secrets.example"))).isTrue();
        signature = sign(read().toSign());
        assertThat(right(reader(Duration.ZERO, "secrets.example"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"20260102T025905Z,true", "20260102T025904Z,false", "20260102T030906Z,false"})
    void aReplayWindowIsATighterSkew(String time, boolean taken) {
        headers.put("x-amz-date", List.of(time));
        signature = sign(read().toSign());
        assertThat(right(reader(Duration.ofMinutes(5)))).isEqualTo(taken);
        assertThat(right(READER)).isTrue();
    }

    @Test
    void aPresignedRequestIsGoodForTheReplayWindowAtMost() {
        headers.remove("x-amz-date");
        SignedMessage message =
                new SignedMessage("POST", "/", presigned("3600", "00"), headers, List.of(), DIGEST);
        SignatureReader tight = reader(Duration.ofMinutes(5));
        assertThat(code(tight.read(message, NOW.plusSeconds(300)))).isNull();
        assertThat(code(tight.read(message, NOW.plusSeconds(301))))
                .isEqualTo("InvalidSignatureException");
        assertThat(code(READER.read(message, NOW.plusSeconds(3_000)))).isNull();
    }

    @Test
    void keysAreBoundedAndWiped() {
        SigningKeys keys = new SigningKeys();
        for (int i = 0; i < SigningKeys.MAX + 10; i++) {
            credential = "AKIA" + i + "/" + SCOPE.text();
            boolean _ = keys.made(read(), SECRET);
        }
        assertThat(keys.size()).isEqualTo(SigningKeys.MAX);
        keys.clear();
        assertThat(keys.size()).isZero();
    }

    @Test
    void namesArePercentEncodedAsTheSignatureWantsIt() {
        assertThat(Signing.encode("a b/ü~+*", true)).isEqualTo("a%20b/%C3%BC~%2B%2A");
        assertThat(Signing.encode("a/b", false)).isEqualTo("a%2Fb");
    }
}
