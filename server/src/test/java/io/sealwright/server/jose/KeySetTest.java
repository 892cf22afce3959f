package io.sealwright.server.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sealwright.server.testing.Signer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySetTest {
    private static final Signer CURVE = Signer.curve("c", "secp256r1");

    private static List<VerificationKey> keys(String... jwks) {
        String json = "{\"keys\":[" + String.join(",", jwks) + "]}";
        return KeySet.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void keysThatCanCheckSignaturesAreTaken() {
        Signer[] signers = {
            Signer.rsa("r", 2048),
            CURVE,
            Signer.curve("c3", "secp384r1"),
            Signer.curve("c5", "secp521r1"),
            Signer.ed25519("e")
        };
        for (Signer signer : signers) {
            List<VerificationKey> found = keys(signer.jwk());
            assertThat(found).hasSize(1);
            assertThat(found.getFirst().kid()).isEqualTo(signer.kid());
            assertThat(
                            VerificationKey.anyVerifies(
                                    found,
                                    CompactToken.parse(signer.token("{}")),
                                    SignatureAlgorithm.ALL))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // A shared secret is none that a server may publish; nobody signs with it here.
                "{\"kty\":\"oct\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"alg\":\"HS256\"}",
                "{\"kty\":\"unknown\"}",
                "{\"kty\":\"RSA\"}",
                "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}",
                "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AQ\",\"y\":\"AQ\"}",
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AQ\"}",
                "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
                "{}",
                "5",
                "null"
            })
    void othersAreLeftOut(String jwk) {
        assertThat(keys(jwk, CURVE.jwk())).hasSize(1);
    }

    @Test
    void weakKeysAndKeysForEncryptionAreLeftOut() {
        assertThat(keys(Signer.rsa("w", 1024).jwk(), CURVE.jwk().replace("sig", "enc"))).isEmpty();
    }

    @Test
    void aKeyIsForTheAlgorithmThatItNames() {
        Signer rsa = Signer.rsa("r", 2048);
        List<VerificationKey> found =
                keys(rsa.jwk().replace("\"use\"", "\"alg\":\"RS256\",\"use\""));

        assertThat(verifies(found, rsa, "RS256")).isTrue();
        assertThat(verifies(found, rsa, "PS256")).isFalse();
        assertThat(verifies(found, rsa, "RS512")).isFalse();
    }

    private static boolean verifies(List<VerificationKey> keys, Signer signer, String algorithm) {
        return VerificationKey.anyVerifies(
                keys,
                CompactToken.parse(signer.token("{\"alg\":\"" + algorithm + "\"}", "{}")),
                SignatureAlgorithm.ALL);
    }

    @Test
    void namesOfKeysCountAndMayOccurTwice() {
        Signer first = Signer.curve("same", "secp256r1");
        Signer second = Signer.curve("same", "secp256r1");
        List<VerificationKey> found = keys(first.jwk(), second.jwk(), CURVE.jwk());

        assertThat(verifies(found, second, "ES256")).isTrue();
        CompactToken other =
                CompactToken.parse(CURVE.token("{\"alg\":\"ES256\",\"kid\":\"same\"}", "{}"));
        assertThat(VerificationKey.anyVerifies(found, other, SignatureAlgorithm.ALL)).isFalse();
    }

    @Test
    void whatIsNoKeySetIsRefused() {
        for (String json : new String[] {"[]", "{}", "{\"keys\":{}}", "{\"keys\":[", "", "null"}) {
            assertThatExceptionOfType(TokenRefused.class)
                    .isThrownBy(() -> KeySet.parse(json.getBytes(StandardCharsets.UTF_8)));
        }
        assertThatExceptionOfType(TokenRefused.class)
                .isThrownBy(
                        () -> keys(Collections.nCopies(101, CURVE.jwk()).toArray(String[]::new)))
                .withMessage("the key set holds more than 100 keys");
    }
}
