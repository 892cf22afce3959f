package io.sealwright.server.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.jose.CompactToken;
import io.sealwright.server.testing.Signer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What has gone wrong in readers of signed tokens: each a test. */
final class JwtConfusionTest extends JwtFixture {
    private int stored;

    @BeforeEach
    void trustTwo() {
        trust(RSA, CURVE);
        role("r", "");
        stored = desk.stored();
    }

    private void refusedAndNothingLeft(String jwt, String message) {
        refused(() -> login("r", jwt), message);
        assertThat(desk.stored()).isEqualTo(stored);
    }

    private static String withSignature(String jwt, String signature) {
        return jwt.substring(0, jwt.lastIndexOf('.') + 1) + signature;
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", ""})
    void algNoneIsNoSignature(String none) {
        String unsigned =
                Signer.base64("{\"alg\":\"" + none + "\"}")
                        + "."
                        + Signer.base64(claims("{}"))
                        + ".";

        refusedAndNothingLeft(unsigned, NO_KEY);
        refusedAndNothingLeft(unsigned + "AAAA", NO_KEY);
    }

    @Test
    void aPublicKeyIsNoSharedSecret() {
        byte[] pem = RSA.pem().getBytes(StandardCharsets.US_ASCII);

        refusedAndNothingLeft(RSA.hmacToken(pem, claims("{}")), NO_KEY);
        refusedAndNothingLeft(
                RSA.hmacToken(RSA.keys().getPublic().getEncoded(), claims("{}")), NO_KEY);
        refusedAndNothingLeft(RSA.hmacToken(new byte[] {0}, claims("{}")), NO_KEY);
    }

    @Test
    void onlyTheSupportedAlgorithmsCount() {
        post("config", trusting(RSA, CURVE).put("jwt_supported_algs", "ES256").toString());

        refused(
                () -> login("r", RSA.token(claims("{}"))),
                "error validating token: invalid algorithm (alg) header parameter: token signed with unexpected algorithm");
        assertThat(login("r", CURVE.token(claims("{}"))).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256", "rs256", "ES256K", "RSA-OAEP", "dir"})
    void nothingElseCanBeSupported(String algorithm) {
        String config = trusting(RSA).put("jwt_supported_algs", "RS256," + algorithm).toString();

        refused(
                () -> post("config", config),
                "invalid jwt_supported_algs: unsupported signing algorithm");
    }

    @Test
    void aSignatureOfAnotherKeyIsNone() {
        refusedAndNothingLeft(STRANGER.token(claims("{}")), NO_KEY);
        refusedAndNothingLeft(withSignature(RSA.token(claims("{}")), ""), NO_KEY);
        refusedAndNothingLeft(withSignature(RSA.token(claims("{}")), "A".repeat(342)), NO_KEY);
        // Both numbers of the signature zero: once accepted by a JDK.
        refusedAndNothingLeft(withSignature(CURVE.token(claims("{}")), "A".repeat(86)), NO_KEY);
    }

    @Test
    void claimsOfAnotherTokenAreNotSigned() {
        String[] parts = RSA.token(claims("{}")).split("\\.");

        refusedAndNothingLeft(
                parts[0] + "." + Signer.base64(claims("{\"sub\":\"eve\"}")) + "." + parts[2],
                NO_KEY);
    }

    @ParameterizedTest
    @CsvSource({"secp384r1, ES384", "secp384r1, ES256", "secp521r1, ES512", "secp521r1, ES256"})
    void aKeyOfAnotherCurveDoesNotSign(String curve, String algorithm) {
        String jwt =
                Signer.curve("k2", curve)
                        .token("{\"alg\":\"" + algorithm + "\",\"kid\":\"k2\"}", claims("{}"));

        refusedAndNothingLeft(jwt, NO_KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp384r1", "secp521r1"})
    void aCurveGoesWithItsAlgorithmAlone(String curve) {
        Signer signer = Signer.curve("k", curve);
        trust(signer);

        assertThat(login("r", signer.token(claims("{}"))).status()).isEqualTo(200);
        refused(() -> login("r", signer.token("{\"alg\":\"ES256\"}", claims("{}"))), NO_KEY);
    }

    @Test
    void everyAlgorithmWithAPublicKeyWorks() {
        Signer edwards = Signer.ed25519("k3");
        trust(RSA, CURVE, edwards);
        for (String algorithm :
                new String[] {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}) {
            String jwt = RSA.token("{\"alg\":\"" + algorithm + "\"}", claims("{}"));
            assertThat(login("r", jwt).status()).as(algorithm).isEqualTo(200);
        }
        assertThat(login("r", CURVE.token(claims("{}"))).status()).isEqualTo(200);
        assertThat(login("r", edwards.token(claims("{}"))).status()).isEqualTo(200);
    }

    @Test
    void aWeakKeyIsNotTrusted() {
        refused(
                () -> trust(Signer.rsa("w", 1024)),
                "error parsing public key: an RSA key of 1024 bits; between 2048 and 8192 are expected");
    }

    @Test
    void keysAndAddressesInAHeaderAreNotLookedAt() {
        for (String header :
                new String[] {
                    "\"jwk\":" + STRANGER.jwk(),
                    "\"jku\":\"http://127.0.0.1:1/\"",
                    "\"x5u\":\"http://127.0.0.1:1/\"",
                    "\"x5c\":[\"AAAA\"]"
                }) {
            String head = "{\"alg\":\"RS256\",\"kid\":\"k1\"," + header + "}";
            refusedAndNothingLeft(STRANGER.token(head, claims("{}")), NO_KEY);
            assertThat(login("r", RSA.token(head, claims("{}"))).status()).isEqualTo(200);
            stored = desk.stored();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"crit\":[\"exp\"]",
                "\"crit\":[]",
                "\"crit\":[\"b64\"],\"b64\":false",
                "\"b64\":false",
                "\"b64\":true"
            })
    void extensionsThatMustBeUnderstoodAreNot(String header) {
        refusedAndNothingLeft(
                RSA.token("{\"alg\":\"RS256\"," + header + "}", claims("{}")),
                SIGNATURE + "unsupported critical header");
    }

    /** Keys that were given by hand have no names. */
    @ParameterizedTest
    @ValueSource(strings = {"", "../../keys/k1", "k1' OR '1'='1", "k2", "unknown"})
    void aNameOfAKeyIsNoMoreThanAName(String kid) {
        String head = "{\"alg\":\"RS256\",\"kid\":\"" + kid + "\"}";

        assertThat(login("r", RSA.token(head, claims("{}"))).status()).isEqualTo(200);
        refused(() -> login("r", STRANGER.token(head, claims("{}"))), NO_KEY);
    }

    @Test
    void aNameOfAKeyIsAShortString() {
        for (String kid : new String[] {"5", "[\"k1\"]", "{}", "\"" + "k".repeat(2000) + "\""}) {
            String head = "{\"alg\":\"RS256\",\"kid\":" + kid + "}";
            refusedAndNothingLeft(
                    RSA.token(head, claims("{}")),
                    SIGNATURE + "the header's kid is not a short string");
        }
    }

    /** An encrypted token has five. */
    @ParameterizedTest
    @ValueSource(strings = {"junk", "a.b", "e30.e30.e30.e30", "e30.e30.e30.e30.e30", "."})
    void aTokenHasThreeParts(String jwt) {
        refusedAndNothingLeft(jwt, SIGNATURE + "compact JWS format must have three parts");
    }

    @Test
    void otherFormsOfSignaturesAreNotRead() {
        String[] parts = RSA.token(claims("{}")).split("\\.");

        refusedAndNothingLeft(
                "{\"protected\":\"%s\",\"payload\":\"%s\",\"signature\":\"%s\"}"
                        .formatted(parts[0], parts[1], parts[2]),
                SIGNATURE + "compact JWS format must have three parts");
        refusedAndNothingLeft("ä.ö.ü", SIGNATURE + "illegal base64 data");
    }

    @Test
    void aTokenHasALength() {
        String jwt = RSA.token(claims("{\"x\":\"" + "y".repeat(CompactToken.MAX_LENGTH) + "\"}"));

        refusedAndNothingLeft(
                jwt,
                SIGNATURE + "the token is longer than " + CompactToken.MAX_LENGTH + " characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1]",
                "null",
                "\"text\"",
                "1",
                "",
                "{",
                "{\"sub\":\"alice\",\"sub\":\"eve\"}",
                "{\"sub\":\"alice\"} {\"sub\":\"eve\"}",
                "{\"sub\":\"alice\",\"a\":{\"b\":1,\"b\":2}}",
                "{\"exp\":1e99999999999}",
                "{\"exp\":123456789012345678901234567890123456789012345678901234567890123456789}"
            })
    void claimsAreOnePlainObject(String claims) {
        assertThatThrownBy(() -> login("r", RSA.token(claims)))
                .hasMessageContaining("error validating token: ");
        assertThat(desk.stored()).isEqualTo(stored);
    }

    @Test
    void claimsAreNotDeep() {
        assertThat(login("r", RSA.token(claims(deep(30)))).status()).isEqualTo(200);
        stored = desk.stored();
        refusedAndNothingLeft(RSA.token(claims(deep(40))), SIGNATURE + "invalid JSON");
    }

    private static String deep(int levels) {
        return "{\"d\":" + "[".repeat(levels) + "]".repeat(levels) + "}";
    }

    @Test
    void aHeaderThatSaysTheSameTwiceIsRefused() {
        refusedAndNothingLeft(
                RSA.token("{\"alg\":\"none\",\"alg\":\"RS256\"}", claims("{}")),
                SIGNATURE + "invalid JSON");
    }

    @Test
    void aTokenOfOneRoleIsNotGoodForAnother() {
        role("other", ",\"bound_audiences\":\"there\"");
        role("bob", ",\"bound_audiences\":\"here\",\"bound_subject\":\"bob\"");
        String jwt = RSA.token(claims("{}"));

        assertThat(login("r", jwt).status()).isEqualTo(200);
        refused(
                () -> login("other", jwt),
                "error validating token: invalid audience (aud) claim: audience claim does not match any expected audience");
        refused(() -> login("bob", jwt), "error validating token: invalid subject (sub) claim");
    }

    @Test
    void noErrorRepeatsWhatWasSent() {
        for (String jwt :
                new String[] {
                    "canary.canary.canary",
                    RSA.token(claims("{\"sub\":{\"canary\":1}}")),
                    RSA.token(claims("{\"aud\":\"canary\"}")),
                    RSA.token(claims("{\"iss\":\"canary\"}")),
                    RSA.token("{canary\"alg\":\"RS256\"}", claims("{}"))
                }) {
            assertThatThrownBy(() -> login("r", jwt))
                    .hasMessageNotContaining("canary")
                    .hasMessageContaining("error validating token");
        }
        refused(() -> login("canary".repeat(20), "x"), "role could not be found");
    }
}
