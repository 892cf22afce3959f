package io.sealwright.server.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.crypto.Digests;
import io.sealwright.policy.Operation;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.RawBody;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.Response;
import io.sealwright.server.testing.Signer;
import io.sealwright.server.token.TokenDesk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Logins with a browser, against a real provider in this process. */
final class BrowserLoginIT extends JwtFixture {
    private static final String BACK = "http://localhost:8250/oidc/callback";
    private static final String EXPIRED = "OpenBao login failed. Expired or missing OAuth state.";
    private static final String EXCHANGE = "OpenBao login failed. Error exchanging oidc code: ";

    private final TestProvider provider = new TestProvider(RSA);

    @BeforeEach
    void configure() {
        provider.now = desk.now().getEpochSecond();
        post("config", provider.browserConfig().toString());
        browserRole("r", "");
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private void browserRole(String name, String more) {
        post(
                "role/" + name,
                "{\"user_claim\":\"sub\",\"allowed_redirect_uris\":\"" + BACK + "\"" + more + "}");
    }

    private ObjectNode begin(String role, String clientNonce) {
        return TokenDesk.data(
                desk.post(
                        "auth/jwt/oidc/auth_url",
                        MAPPER.createObjectNode()
                                .put("role", role)
                                .put("redirect_uri", BACK)
                                .put("client_nonce", clientNonce)
                                .toString(),
                        ""));
    }

    private Map<String, String> visited(String role, String clientNonce) {
        return provider.visit(begin(role, clientNonce).get("auth_url").asString());
    }

    private Request callback(Map<String, String> parameters) {
        ObjectNode body = MAPPER.createObjectNode();
        parameters.forEach(body::put);
        return desk.request(
                Operation.READ, "auth/jwt/oidc/callback", body.toString(), "", Duration.ZERO);
    }

    private Response back(Map<String, String> parameters) {
        return desk.send(callback(parameters));
    }

    private Response poll(String state, String clientNonce) {
        return desk.post(
                "auth/jwt/oidc/poll",
                MAPPER.createObjectNode()
                        .put("state", state)
                        .put("client_nonce", clientNonce)
                        .toString(),
                "");
    }

    private static String page(Response response) {
        RawBody raw = response.raw();
        if (raw == null) {
            throw new AssertionError("no page");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            raw.writer().writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void somebodyLogsIn() {
        browserRole("r", ",\"oidc_scopes\":\"email,openid\",\"token_policies\":\"p\"");
        String url = begin("r", "").get("auth_url").asString();

        Map<String, String> asked =
                TestProvider.form(url.substring((provider.url() + "/authorize?").length()));
        assertThat(asked)
                .containsEntry("client_id", "client")
                .containsEntry("response_type", "code")
                .containsEntry("scope", "openid email")
                .containsEntry("redirect_uri", BACK)
                .containsEntry("code_challenge_method", "S256")
                .containsOnlyKeys(
                        "client_id",
                        "response_type",
                        "scope",
                        "redirect_uri",
                        "code_challenge_method",
                        "code_challenge",
                        "nonce",
                        "state");
        AuthGrant grant = TokenDesk.grant(back(provider.visit(url)));
        assertThat(grant.policies()).containsExactly("default", "p");
        assertThat(grant.metadata()).isEqualTo(Map.of("role", "r"));
        ObjectNode shown = TokenDesk.data(desk.get("auth/token/lookup-self", grant.clientToken()));
        assertThat(shown.get("display_name").asString()).isEqualTo("jwt-alice");
        assertThat(shown.get("path").asString()).isEqualTo("auth/jwt/oidc/callback");
    }

    @Test
    void aStateIsGoodForOneToken() {
        Map<String, String> first = visited("r", "");
        assertThat(back(first).status()).isEqualTo(200);
        int stored = desk.stored();

        refused(() -> back(first), EXPIRED);
        Map<String, String> sameState = provider.visit(begin("r", "").get("auth_url").asString());
        sameState.put("state", first.getOrDefault("state", ""));
        refused(() -> back(sameState), EXPIRED);
        assertThat(desk.stored()).isEqualTo(stored);
    }

    @Test
    void aTransactionThatRunsAgainExchangesTheCodeOnce() {
        Request request = callback(visited("r", ""));
        assertThat(desk.send(request).status()).isEqualTo(200);
        // A second commit is refused by the state, not by the provider.
        refused(() -> desk.send(request), EXPIRED);
        assertThat(provider.site.asked("/token")).isEqualTo(1);
    }

    @Test
    void aStateEndsAfterTenMinutesAndWithWhatItWasBegunFor() {
        Map<String, String> late = visited("r", "");
        desk.node().pass(Duration.ofSeconds(600));
        refused(() -> back(late), EXPIRED);

        provider.now = desk.now().getEpochSecond();
        Map<String, String> inTime = visited("r", "");
        desk.node().pass(Duration.ofSeconds(599));
        provider.now = desk.now().getEpochSecond();
        assertThat(back(inTime).status()).isEqualTo(200);

        Map<String, String> otherRole = visited("r", "");
        desk.send(Operation.DELETE, "auth/jwt/role/r", "", "root");
        refused(() -> back(otherRole), "OpenBao login failed. Role could not be found");
        browserRole("r", "");
        refused(() -> back(otherRole), "OpenBao login failed. Role could not be found");

        Map<String, String> otherConfiguration = visited("r", "");
        post("config", provider.browserConfig().toString());
        refused(() -> back(otherConfiguration), EXPIRED);
    }

    @Test
    void aStateThatIsNoneLeadsNowhere() {
        Map<String, String> good = visited("r", "");
        String state = good.getOrDefault("state", "");
        for (String other :
                new String[] {
                    "",
                    "st_",
                    "x",
                    state.substring(3),
                    state.substring(0, state.length() - 2),
                    state.substring(0, 40)
                            + (state.charAt(40) == 'A' ? 'B' : 'A')
                            + state.substring(41),
                    "st_" + "A".repeat(9_000),
                    "st_ä"
                }) {
            good.put("state", other);
            refused(() -> back(good), EXPIRED);
            refused(() -> poll(other, ""), EXPIRED);
        }
        assertThat(provider.site.asked("/token")).isZero();
    }

    @Test
    void aStateOfAnotherMountLeadsNowhere() {
        String state = visited("r", "").getOrDefault("state", "");
        desk.disable("auth/jwt/");
        desk.enable("auth/jwt/", JwtParts.of(desk, outbound, nanos::get));
        post("config", provider.browserConfig().toString());
        browserRole("r", "");

        refused(() -> back(Map.of("state", state, "code", "c")), EXPIRED);
    }

    @Test
    void whatIsBegunTakesUpNothingAndWhatIsEndedGoes() {
        int before = desk.node().store().size(mount.space());
        for (int i = 0; i < 50; i++) {
            begin("r", "");
        }
        assertThat(desk.node().store().size(mount.space())).isEqualTo(before);
        for (int i = 0; i < 30; i++) {
            assertThat(back(visited("r", "")).status()).isEqualTo(200);
        }
        assertThat(desk.node().store().size(mount.space())).isEqualTo(before + 30);
        desk.node().pass(Duration.ofMinutes(11));
        provider.now = desk.now().getEpochSecond();
        back(visited("r", ""));
        back(visited("r", ""));
        assertThat(desk.node().store().size(mount.space())).isEqualTo(before + 2);
    }

    @Test
    void whoeverBeginsShowsItsNonceAtTheEnd() {
        Map<String, String> parameters = visited("r", "nonce");
        refused(() -> back(parameters), "invalid client_nonce");
        parameters.put("client_nonce", "other");
        refused(() -> back(parameters), "invalid client_nonce");
        assertThat(provider.site.asked("/token")).isZero();
        parameters.put("client_nonce", "nonce");
        assertThat(back(parameters).status()).isEqualTo(200);
    }

    @Test
    void aCodeOfAnotherLoginIsWorthNothing() {
        Map<String, String> one = visited("r", "");
        Map<String, String> two = visited("r", "");
        one.put("code", two.getOrDefault("code", ""));

        refused(() -> back(one), EXCHANGE + "\"the provider refuses: invalid_grant\".");
    }

    @Test
    void noCodeAndErrorsOfTheProvider() {
        Map<String, String> parameters = visited("r", "");
        parameters.remove("code");
        refused(() -> back(parameters), "OpenBao login failed. No code or id_token received.");
        parameters.put("error", " Access_Denied");
        parameters.put("error_description", "canary");
        refused(() -> back(parameters), "OpenBao login failed. access_denied");
        parameters.put("error", "canary");
        refused(
                () -> back(parameters),
                "OpenBao login failed. An unknown error occurred during OIDC authentication. Check server logs for details");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"nonce\":\"x\"}|invalid id_token nonce: invalid nonce",
                "{\"nonce\":null}|invalid id_token nonce: invalid nonce",
                "{\"iss\":\"x\"}|id token issued by a different provider: invalid issuer",
                "{\"aud\":\"x\"}|the client_id is not among the audiences: invalid audience",
                "{\"aud\":\"x\",\"azp\":\"client\"}|the client_id is not among the audiences: invalid audience",
                "{\"aud\":[\"x\",\"client\"]}|authorized party is not equal client_id: invalid authorized party (azp)",
                "{\"azp\":\"x\"}|authorized party is not equal client_id: invalid authorized party (azp)",
                "{\"exp\":5}|token is expired",
                "{\"exp\":null}|token is expired",
                "{\"exp\":\"x\"}|the exp claim is not a number",
                "{\"iat\":9999999999}|invalid issued at (iat)",
                "{\"nbf\":9999999999}|invalid not before (nbf)",
                "{\"sub\":null}|sub: missing required claim",
                "{\"at_hash\":\"x\"}|at_hash failed verification",
                "{\"c_hash\":\"x\"}|c_hash failed verification",
            })
    void anIdTokenFollowsTheRules(String claims, String message) {
        provider.claims.setAll(MAPPER.readValue(claims, ObjectNode.class));
        int stored = desk.stored();

        refused(() -> back(visited("r", "")), EXCHANGE + "\"" + message + "\".");
        assertThat(desk.stored()).isEqualTo(stored);
    }

    @Test
    void anIdTokenIsSignedByTheProvider() {
        provider.signers = List.of(STRANGER);
        provider.site.on("/keys", "{\"keys\":[" + RSA.jwk() + "]}");
        refused(
                () -> back(visited("r", "")),
                EXCHANGE + "\"no known key successfully validated the token signature\".");

        // Others than RS256 only where they are asked for.
        Signer curve = Signer.curve("k1", "secp256r1");
        provider.signers = List.of(curve);
        provider.site.on("/keys", "{\"keys\":[" + curve.jwk() + "]}");
        assertThatThrownBy(() -> back(visited("r", "")))
                .hasMessageContaining("unexpected algorithm");
        post("config", provider.browserConfig().put("jwt_supported_algs", "ES256").toString());
        assertThat(back(visited("r", "")).status()).isEqualTo(200);
    }

    @Test
    void severalAudiencesAndHashesThatAreRight() {
        provider.claims.set("aud", MAPPER.readTree("[\"x\",\"client\"]"));
        provider.claims.put("azp", "client").put("at_hash", half("access"));
        assertThat(back(visited("r", "")).status()).isEqualTo(200);
    }

    private static String half(String text) {
        byte[] hash = Digests.sha256(text.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
    }

    @Test
    void aRoleMayAskHowLongAgoSomebodyShowedWhoItIs() {
        browserRole("r", ",\"max_age\":60");
        assertThat(begin("r", "").get("auth_url").asString()).contains("&max_age=60&");
        assertThatThrownBy(() -> back(visited("r", "")))
                .hasMessageContaining("missing auth_time claim");
        provider.claims.put("auth_time", provider.now - 121);
        assertThatThrownBy(() -> back(visited("r", ""))).hasMessageContaining("expired auth_time");
        provider.claims.put("auth_time", provider.now - 119);
        assertThat(back(visited("r", "")).status()).isEqualTo(200);
    }

    @Test
    void rolesBindBrowserLoginsToo() {
        browserRole("sub", ",\"bound_subject\":\"bob\"");
        browserRole("aud", ",\"bound_audiences\":\"other\"");
        browserRole("claims", ",\"bound_claims\":{\"c\":\"d\"}");
        browserRole("cidr", ",\"token_bound_cidrs\":\"10.0.0.0/8\"");

        refused(
                () -> back(visited("sub", "")),
                "OpenBao login failed. sub claim does not match bound subject");
        assertThatThrownBy(() -> back(visited("aud", ""))).hasMessageContaining("audience");
        refused(
                () -> back(visited("claims", "")),
                "OpenBao login failed. error validating claims: claim \"c\" is missing");
        assertThatThrownBy(() -> back(visited("cidr", "")))
                .hasMessageContaining("permission denied");
        provider.claims.put("c", "d");
        assertThat(back(visited("claims", "")).status()).isEqualTo(200);
    }

    @Test
    void userInfoCompletesWhatTheTokenSaysIfItIsAboutTheSame() {
        browserRole("g", ",\"groups_claim\":\"g\"");
        String missing =
                "OpenBao login failed. failed to fetch groups: \"g\" claim not found in token";
        refused(() -> back(visited("g", "")), missing);
        provider.userInfo.withArray("g").add("admins");
        assertThat(back(visited("g", "")).status()).isEqualTo(200);
        provider.userInfo.put("sub", "bob");
        refused(() -> back(visited("g", "")), missing);
        provider.userInfo.put("sub", "alice").put("iss", "x");
        refused(() -> back(visited("g", "")), missing);
    }

    @Test
    void whatIsWrongWithARoleStrangersAreNotTold() {
        role("j", "");
        assertThat(begin("j", "").get("auth_url").asString()).isEmpty();
        ObjectNode evil =
                TokenDesk.data(
                        desk.post(
                                "auth/jwt/oidc/auth_url",
                                "{\"role\":\"r\",\"redirect_uri\":\"https://evil.example/\"}",
                                ""));
        assertThat(evil.toString()).isEqualTo("{\"auth_url\":\"\"}");
        refused(
                () -> desk.post("auth/jwt/oidc/auth_url", "{\"role\":\"r\"}", ""),
                "missing redirect_uri");
        refused(
                () -> desk.post("auth/jwt/oidc/auth_url", "{\"redirect_uri\":\"x\"}", ""),
                "missing role");
        refused(() -> begin("none", ""), "role \"none\" could not be found");
        post("config", provider.config().toString());
        refused(() -> begin("r", ""), "OIDC login is not configured for this mount");
    }

    @Test
    void aNamespaceTravelsInTheState() {
        String body = "{\"role\":\"r\",\"redirect_uri\":\"" + BACK + "?namespace=a/b\"}";
        String url =
                TokenDesk.data(desk.post("auth/jwt/oidc/auth_url", body, ""))
                        .get("auth_url")
                        .asString();
        Map<String, String> asked = TestProvider.form(url);

        assertThat(asked).containsEntry("redirect_uri", BACK);
        assertThat(asked.getOrDefault("state", "")).endsWith(",ns=a/b");
    }

    // The direct mode: a browser comes back here, and whoever began polls.

    @Test
    void inTheDirectModeWhoeverBeganPolls() {
        browserRole("d", ",\"callback_mode\":\"direct\",\"poll_interval\":9");
        refused(() -> begin("d", ""), "missing client_nonce");
        ObjectNode begun = begin("d", "nonce");
        String state = begun.get("state").asString();
        assertThat(begun.get("poll_interval").asString()).isEqualTo("9");
        refused(() -> poll(state, "nonce"), "authorization_pending");
        refused(() -> poll(state, "other"), "invalid client_nonce");

        Map<String, String> parameters = provider.visit(begun.get("auth_url").asString());
        String question = page(back(parameters));
        assertThat(question)
                .contains("<b>d</b>", "<b>127.0.0.1</b>", "name=\"confirmation\"", "Confirm");
        refused(() -> poll(state, "nonce"), "authorization_pending");
        parameters.put("confirmation", "true");
        Response done = back(parameters);
        assertThat(done.status()).isEqualTo(200);
        assertThat(page(done)).contains("You are logged in");
        refused(() -> back(parameters), EXPIRED);

        refused(() -> poll(state, "other"), "invalid client_nonce");
        AuthGrant grant = TokenDesk.grant(poll(state, "nonce"));
        assertThat(grant.metadata()).isEqualTo(Map.of("role", "d"));
        refused(() -> poll(state, "nonce"), EXPIRED);
        refused(() -> back(parameters), EXPIRED);
    }

    @Test
    void failuresOfTheDirectModeAreShownInTheBrowser() {
        browserRole("d", ",\"callback_mode\":\"direct\",\"oidc_disable_confirmation\":true");
        ObjectNode begun = begin("d", "nonce");
        Map<String, String> parameters = provider.visit(begun.get("auth_url").asString());
        parameters.put("code", "<script>");

        Response failed = back(parameters);
        assertThat(failed.status()).isEqualTo(400);
        assertThat(page(failed)).contains("invalid_grant").doesNotContain("<script>");
        refused(() -> poll(begun.get("state").asString(), "nonce"), "authorization_pending");
    }

    @Test
    void pagesRepeatNothingUnescaped() {
        browserRole("d", ",\"callback_mode\":\"direct\"");
        Map<String, String> parameters =
                provider.visit(begin("d", "nonce").get("auth_url").asString());
        parameters.put("code", "\"><script>alert('x')</script>&");

        assertThat(page(back(parameters)))
                .doesNotContain("<script")
                .contains("&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;");
    }

    // The device mode: the provider is polled.

    @Test
    void inTheDeviceModeTheProviderIsPolled() {
        browserRole("dev", ",\"callback_mode\":\"device\"");
        refused(() -> begin("dev", ""), "missing client_nonce");
        ObjectNode begun = begin("dev", "nonce");
        String state = begun.get("state").asString();
        assertThat(begun.get("auth_url").asString()).isEqualTo("https://x/");
        assertThat(begun.get("user_code").asString()).isEqualTo("AB");
        assertThat(begun.get("poll_interval").asString()).isEqualTo("7");
        assertThat(state).doesNotContain("a-device-code");

        refused(() -> poll(state, "nonce"), "authorization_pending");
        refused(() -> poll(state, "other"), "invalid client_nonce");
        refused(() -> back(Map.of("state", state, "code", "c")), EXPIRED);
        provider.agreed = true;
        assertThat(poll(state, "nonce").status()).isEqualTo(200);
        refused(() -> poll(state, "nonce"), EXPIRED);
    }

    @Test
    void aProviderWithoutDevicesIsToldSo() {
        browserRole("dev", ",\"callback_mode\":\"device\"");
        provider.description.remove("device_authorization_endpoint");
        post("config", provider.browserConfig().toString());

        refused(
                () -> begin("dev", "nonce"),
                "error authorizing device: the provider names no device_authorization_endpoint");
    }

    @Test
    void clientsMayBeKnownByTheForm() {
        provider.description
                .putArray("token_endpoint_auth_methods_supported")
                .add("client_secret_post");
        post("config", provider.browserConfig().toString());
        Map<String, String> parameters = visited("r", "");
        // This provider wants the header all the same.
        refused(() -> back(parameters), EXCHANGE + "\"the provider refuses: invalid_client\".");
        assertThat(provider.site.asked().getLast().body())
                .contains("client_id=client")
                .contains("client_secret=s3cr%26t");
    }
}
