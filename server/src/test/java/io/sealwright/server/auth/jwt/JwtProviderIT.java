package io.sealwright.server.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Operation;
import io.sealwright.server.outbound.Refreshed;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.testing.Authority;
import io.sealwright.server.testing.Signer;
import io.sealwright.server.testing.Site;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Keys of a provider that is asked over HTTPS: a real one, in this process. */
final class JwtProviderIT extends JwtFixture {
    private static final Signer OTHER = Signer.curve("k9", "secp256r1");

    private final TestProvider provider = new TestProvider(RSA);

    @BeforeEach
    void bind() {
        role("r", "");
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private String jwt(Signer signer) {
        return signer.token(claims("{\"iss\":\"" + provider.url() + "\"}"));
    }

    private ObjectNode jwks() {
        return MAPPER.createObjectNode()
                .put("jwks_url", provider.url() + "/keys")
                .put("jwks_ca_pem", provider.authority.pem());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void keysAreDiscoveredAndKept() {
        post("config", provider.config().toString());
        long before = provider.site.asked("/keys");

        for (int i = 0; i < 5; i++) {
            assertThat(login("r", jwt(RSA)).status()).isEqualTo(200);
        }
        assertThat(provider.site.asked("/keys")).isEqualTo(before + 1);
        assertThat(provider.site.asked(TestProvider.WELL_KNOWN)).isEqualTo(2);
        assertThat(read("config").get("status").asString()).isEqualTo("valid");
    }

    @Test
    void keysOfAUrlAreFetchedAndNewOnesFound() {
        post("config", jwks().toString());
        assertThat(login("r", jwt(RSA)).status()).isEqualTo(200);
        provider.signers = List.of(OTHER);

        assertThat(login("r", jwt(OTHER)).status()).isEqualTo(200);
        refused(() -> login("r", jwt(RSA)), NO_KEY);
    }

    @Test
    void inventedNamesOfKeysDoNotHammerTheProvider() {
        post("config", jwks().toString());
        assertThat(login("r", jwt(RSA)).status()).isEqualTo(200);
        for (int i = 0; i < 200; i++) {
            String head = "{\"alg\":\"RS256\",\"kid\":\"invented" + i + "\"}";
            refused(() -> login("r", STRANGER.token(head, claims("{}"))), NO_KEY);
        }

        // One to check the configuration.
        assertThat(provider.site.asked("/keys")).isEqualTo(1 + Refreshed.AT_ONCE);
        assertThat(login("r", jwt(RSA)).status()).isEqualTo(200);
    }

    @Test
    void aDeadProviderDoesNotStopLoginsWithKeysThatAreKept() {
        post("config", jwks().toString());
        assertThat(login("r", jwt(RSA)).status()).isEqualTo(200);
        provider.site.on("/keys", _ -> Site.Answer.status(500));
        pass(Duration.ofHours(2));

        assertThat(login("r", jwt(RSA)).status()).isEqualTo(200);
        provider.close();
        pass(Duration.ofHours(20));
        assertThat(login("r", jwt(RSA)).status()).isEqualTo(200);
        pass(Duration.ofHours(3));
        assertThatThrownBy(() -> login("r", jwt(RSA)))
                .hasMessageContaining(SIGNATURE + "fetching keys: no connection");
    }

    @Test
    void aKeyThatTheProviderTookBackEndsWithItsTime() {
        post("config", jwks().toString());
        assertThat(login("r", jwt(RSA)).status()).isEqualTo(200);
        provider.signers = List.of(OTHER);
        pass(Duration.ofHours(2));

        refused(() -> login("r", jwt(RSA)), NO_KEY);
    }

    @Test
    void aChangedConfigurationUsesNoKeysOfTheOneBefore() {
        post("config", jwks().toString());
        assertThat(login("r", jwt(RSA)).status()).isEqualTo(200);

        post("config", trusting(OTHER).put("bound_issuer", "").toString());
        refused(() -> login("r", jwt(RSA)), NO_KEY);
        assertThat(login("r", jwt(OTHER)).status()).isEqualTo(200);
        // The same again: also what was kept for it is forgotten.
        provider.signers = List.of(OTHER);
        post("config", jwks().toString());
        refused(() -> login("r", jwt(RSA)), NO_KEY);
    }

    @Test
    void theSameConfigurationWrittenAgainForgetsItsKeys() {
        post("config", jwks().toString());
        assertThat(login("r", jwt(RSA)).status()).isEqualTo(200);
        provider.signers = List.of(OTHER);
        assertThat(login("r", jwt(RSA)).status()).isEqualTo(200);

        post("config", jwks().toString());
        refused(() -> login("r", jwt(RSA)), NO_KEY);
        assertThat(login("r", jwt(OTHER)).status()).isEqualTo(200);
    }

    @Test
    void aTransactionThatRunsAgainAsksOnce() {
        post("config", jwks().toString());
        String body = MAPPER.createObjectNode().put("role", "r").put("jwt", jwt(RSA)).toString();
        Request request = desk.request(Operation.UPDATE, "auth/jwt/login", body, "", Duration.ZERO);

        assertThat(desk.send(request).status()).isEqualTo(200);
        provider.close();
        pass(Duration.ofDays(2));
        assertThat(desk.send(request).status()).isEqualTo(200);
    }

    @Test
    void aSharedSecretInAKeySetSignsNothing() {
        String oct =
                "{\"kty\":\"oct\",\"kid\":\"k1\",\"alg\":\"HS256\",\"k\":\""
                        + Signer.base64("0123456789abcdef0123456789abcdef")
                        + "\"}";
        provider.site.on("/keys", "{\"keys\":[" + oct + "," + RSA.jwk() + "]}");
        post("config", jwks().toString());

        refused(
                () ->
                        login(
                                "r",
                                RSA.hmacToken(
                                        "0123456789abcdef0123456789abcdef"
                                                .getBytes(StandardCharsets.US_ASCII),
                                        claims("{}"))),
                NO_KEY);
        assertThat(login("r", jwt(RSA)).status()).isEqualTo(200);
    }

    @Test
    void aTokenWithoutTheNameOfAKeyIsTriedWithAll() {
        provider.signers = List.of(OTHER, RSA);
        post("config", jwks().toString());

        assertThat(login("r", RSA.token("{\"alg\":\"RS256\"}", claims("{}"))).status())
                .isEqualTo(200);
        // With the name of another key it is not.
        refused(
                () -> login("r", RSA.token("{\"alg\":\"RS256\",\"kid\":\"k9\"}", claims("{}"))),
                NO_KEY);
    }

    // What is wrong with a provider.

    private void unusable(ObjectNode config, String message) {
        refused(() -> post("config", config.toString()), message);
        assertThatThrownBy(() -> read("config")).isInstanceOf(RequestFailure.class);
    }

    @Test
    void aProviderIsTrustedByItsAuthority() {
        String distrusted = "the server's certificate is not trusted, or TLS failed";

        unusable(
                provider.config().put("oidc_discovery_ca_pem", new Authority().pem()),
                "error checking oidc discovery URL: " + distrusted);
        unusable(
                jwks().put("jwks_ca_pem", new Authority().pem()),
                "error checking jwks URL: " + distrusted);
        unusable(jwks().put("jwks_ca_pem", ""), "error checking jwks URL: " + distrusted);
        unusable(
                jwks().put("jwks_ca_pem", "junk"),
                "error checking jwks_ca_pem: could not parse CA PEM value successfully");
    }

    @Test
    void aProviderIsCalledWhatItCallsItself() {
        String other =
                "error checking oidc discovery URL: issuer did not match the returned issuer: the URL must be what the provider calls itself";
        unusable(provider.config().put("oidc_discovery_url", provider.url() + "/"), other);
        provider.description.put("issuer", "https://evil.example");
        unusable(provider.config(), other);
    }

    @Test
    void aProviderDoesNotLeadAwayFromTls() {
        try (Site plain = new Site()) {
            provider.description.put("jwks_uri", plain.url() + "/keys");
            unusable(
                    provider.config(),
                    "error checking oidc discovery URL: the provider's jwks_uri does not begin with https://");
            assertThat(plain.asked()).isEmpty();
        }
        provider.description.put("jwks_uri", "file:///etc/passwd");
        unusable(
                provider.config(),
                "error checking oidc discovery URL: it is not a URL with a host, and without a user or a fragment");
    }

    @Test
    void aProviderOnThisMachineMayDoWithoutTls() {
        try (Site plain = new Site()) {
            plain.on("/keys", "{\"keys\":[" + RSA.jwk() + "]}");
            post("config", "{\"jwks_url\":\"" + plain.url() + "/keys\"}");

            assertThat(login("r", jwt(RSA)).status()).isEqualTo(200);
        }
        refused(
                () -> post("config", "{\"jwks_url\":\"http://issuer.example/keys\"}"),
                "error checking jwks URL: the URL must begin with https://");
    }

    @Test
    void answersThatAreNoneAreRefused() {
        String prefix = "error checking jwks URL: ";
        provider.site.on("/keys", _ -> Site.Answer.status(404));
        unusable(jwks(), prefix + "the provider answered with status 404");
        provider.site.on("/keys", "canary");
        unusable(jwks(), prefix + "invalid JSON");
        provider.site.on("/keys", "{\"keys\":\"" + "x".repeat(1 << 20) + "\"}");
        unusable(jwks(), prefix + "the answer is longer than 1048576 bytes");
        provider.site.on(
                "/keys", _ -> new Site.Answer(302, "", Map.of("Location", provider.url())));
        unusable(jwks(), prefix + "the provider answered with status 302");
    }

    @Test
    void aConfigurationMayComeBeforeItsProvider() {
        provider.site.on("/keys", _ -> Site.Answer.status(503));

        var written = post("config", jwks().put("skip_jwks_validation", true).toString());
        assertThat(written.warnings())
                .containsExactly("error checking jwks URL: the provider answered with status 503");
        var shown = desk.get("auth/jwt/config", "root");
        assertThat(shown.warnings())
                .containsExactly(
                        "failed to construct JWK validator: keyset configuration error: the provider answered with status 503");
        assertThat(read("config").get("status").asString()).isEqualTo("invalid");
        provider.site.on("/keys", "{\"keys\":[" + RSA.jwk() + "]}");
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
        assertThat(login("r", jwt(RSA)).status()).isEqualTo(200);
        assertThat(read("config").get("status").asString()).isEqualTo("valid");
    }

    @Test
    void theClientSecretIsShownToNobody() {
        post("config", provider.browserConfig().toString());

        assertThat(read("config").toString()).contains("client").doesNotContain("s3cr&t");
    }
}
