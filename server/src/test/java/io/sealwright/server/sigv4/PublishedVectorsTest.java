package io.sealwright.server.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests of the published test suite of Signature Version 4 (aws-c-auth, Apache License 2.0)
 * whose path is {@code /}, with the signatures that it gives for them.
 */
class PublishedVectorsTest {
    private static final Instant AT = Instant.parse("2015-08-30T12:36:00Z");
    private static final byte[] SECRET =
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".getBytes(StandardCharsets.US_ASCII);
    private static final String SESSION =
            "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmx"
                    + "fpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsbu"
                    + "rEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0"
                    + "iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA"
                    + "==";

    record Vector(
            String name,
            String method,
            String query,
            Map<String, List<String>> headers,
            String body,
            String signature) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Vector> vectors() {
        return List.of(
                new Vector(
                        "get-vanilla",
                        "GET",
                        "",
                        Map.of(),
                        "",
                        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
                new Vector(
                        "post-vanilla",
                        "POST",
                        "",
                        Map.of(),
                        "",
                        "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
                new Vector(
                        "get-vanilla-query-order-key-case",
                        "GET",
                        "Param2=value2&Param1=value1",
                        Map.of(),
                        "",
                        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
                new Vector(
                        "get-header-value-trim",
                        "GET",
                        "",
                        Map.of(
                                "my-header1", List.of(" value1"),
                                "my-header2", List.of(" \"a   b   c\"")),
                        "",
                        "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
                new Vector(
                        "post-x-www-form-urlencoded",
                        "POST",
                        "",
                        Map.of("content-type", List.of("application/x-www-form-urlencoded")),
                        "Param1=value1",
                        "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
                new Vector(
                        "post-sts-header-before",
                        "POST",
                        "",
                        Map.of("x-amz-security-token", List.of(SESSION)),
                        "",
                        "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void theSignatureIsTheOneOfTheSuite(Vector vector) {
        RequestSignature signature = read(vector, vector.signature);
        assertThat(signature.refused()).isNull();
        assertThat(signature.accessKeyId()).isEqualTo("AKIDEXAMPLE");
        assertThat(new SigningKeys().made(signature, SECRET)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void anotherSignatureIsNot(Vector vector) {
        char last = vector.signature.charAt(63);
        String other = vector.signature.substring(0, 63) + (last == '0' ? '1' : '0');
        assertThat(new SigningKeys().made(read(vector, other), SECRET)).isFalse();
        assertThat(new SigningKeys().made(read(vector, ""), SECRET)).isFalse();
    }

    private static RequestSignature read(Vector vector, String signature) {
        Map<String, List<String>> headers = new TreeMap<>(vector.headers);
        headers.put("host", List.of("example.amazonaws.com"));
        headers.put("x-amz-date", List.of("20150830T123600Z"));
        String signed = String.join(";", new ArrayList<>(headers.keySet()));
        String authorization =
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                        + " SignedHeaders="
                        + signed
                        + ", Signature="
                        + signature;
        return new SignatureReader(
                        new SignatureRules(
                                "service", Duration.ofMinutes(15), Duration.ZERO, List.of()))
                .read(
                        new SignedMessage(
                                vector.method,
                                "/",
                                vector.query,
                                headers,
                                List.of(authorization),
                                Signing.sha256(vector.body.getBytes(StandardCharsets.UTF_8))),
                        AT);
    }
}
