package io.sealwright.server.auth.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.testing.Signer;
import io.sealwright.server.token.TokenDesk;
import io.sealwright.storage.Keys;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Service accounts, their keys, and what is exchanged for a token. */
final class GcpAuthTest {
    private static final String GOOGLE = "https://oauth2.googleapis.com/token";
    private static final String ACCOUNT = "service-accounts/app";

    private final TokenDesk desk = new TokenDesk();

    @BeforeEach
    void enable() {
        KeyIndex index = new KeyIndex(desk.node().barrier());
        TokenUris uris = new TokenUris(desk.namespaces(), "https://gcp.example");
        desk.enable(
                "auth/gcp/",
                new GcpEngineType(
                        new AccountRoutes(index, desk.signers(), desk.node().random()),
                        new KeyRoutes(index, uris, desk.node().random()),
                        new ProjectRoutes(uris),
                        new AccountLogin(index, desk.logins())));
        post("config", "{\"project_id\":\"shop\"}");
        post(ACCOUNT, "{\"token_policies\":\"reader\"}");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private Response post(String path, String json) {
        return desk.post("auth/gcp/" + path, json, "root");
    }

    private ObjectNode read(String path) {
        return TokenDesk.data(desk.get("auth/gcp/" + path, "root"));
    }

    private void delete(String path) {
        Response _ = desk.send(Operation.DELETE, "auth/gcp/" + path, "", "root");
    }

    private KeyHolder key() {
        return KeyHolder.of(TokenDesk.data(post(ACCOUNT + "/keys", "{}")));
    }

    private AuthGrant exchange(String assertion) {
        return TokenDesk.grant(
                desk.post("auth/gcp/token", "{\"assertion\":\"" + assertion + "\"}", ""));
    }

    private void refused(String assertion, String why) {
        int before = desk.node().store().size(Keys.TOKENS);
        assertThatThrownBy(() -> exchange(assertion))
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        e ->
                                assertThat(((Failure.InvalidRequest) e.failure()).errors())
                                        .singleElement()
                                        .asString()
                                        .contains(why));
        assertThat(desk.node().store().size(Keys.TOKENS)).isEqualTo(before);
    }

    @Test
    void aKeyFileIsWhatGooglesClientsRead() {
        KeyHolder holder = key();
        JsonNode file = holder.file();
        assertThat(file.propertyNames())
                .containsExactly(
                        "type",
                        "project_id",
                        "private_key_id",
                        "private_key",
                        "client_email",
                        "client_id",
                        "auth_uri",
                        "token_uri",
                        "auth_provider_x509_cert_url",
                        "client_x509_cert_url",
                        "universe_domain");
        assertThat(holder.text("type")).isEqualTo("service_account");
        assertThat(holder.text("client_email")).isEqualTo("app@shop.iam.gserviceaccount.com");
        assertThat(holder.text("token_uri")).isEqualTo("https://gcp.example/token");
        assertThat(holder.text("client_id")).matches("1[0-9]{20}");
        assertThat(holder.text("private_key_id")).matches("[0-9a-f]{40}");
        assertThat(holder.text("private_key"))
                .startsWith("-----BEGIN PRIVATE KEY-----\n")
                .endsWith("\n-----END PRIVATE KEY-----\n");
        assertThat(holder.text("client_x509_cert_url"))
                .endsWith("/app%40shop.iam.gserviceaccount.com");
    }

    @Test
    void theTokenOfAnAccountLivesAnHour() {
        AuthGrant grant = exchange(key().signed(desk.now(), GOOGLE, "{\"scope\":\"any\"}"));
        assertThat(grant.leaseDuration()).isEqualTo(3_600);
        assertThat(grant.policies()).containsExactly("default", "reader");
        assertThat(grant.metadata())
                .containsEntry("gcp_service_account", "app@shop.iam.gserviceaccount.com");
        assertThat(grant.entityId()).isEqualTo(read(ACCOUNT).get("entity_id").stringValue());
        desk.node().pass(Duration.ofHours(1));
        assertThat(desk.lives(grant.clientToken())).isFalse();
    }

    @Test
    void itLivesShorterIfTheAccountSaysSo() {
        post(ACCOUNT, "{\"token_ttl\":\"5m\"}");
        AuthGrant grant = exchange(key().signed(desk.now(), GOOGLE, "{}"));
        assertThat(grant.leaseDuration()).isEqualTo(300);
        assertThatThrownBy(() -> desk.post("auth/token/renew-self", "{}", grant.clientToken()))
                .hasMessageContaining("lease is not renewable");
    }

    @Test
    void theAddressOfTheKeyFileIsAnAudienceToo() {
        KeyHolder holder = key();
        post("config", "{\"token_uri\":\"https://elsewhere/token\"}");
        assertThat(
                        exchange(holder.signed(desk.now(), "https://gcp.example/token", "{}"))
                                .policies())
                .contains("reader");
        assertThat(key().text("token_uri")).isEqualTo("https://elsewhere/token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"iss\":\"other@shop.iam.gserviceaccount.com\"}|invalid issuer",
                "{\"sub\":\"ceo@example.com\"}|invalid subject",
                "{\"aud\":\"https://elsewhere/\"}|invalid audience",
                "{\"aud\":null}|invalid audience",
                "{\"exp\":null}|seconds apart",
                "{\"iat\":null}|not yet valid",
                "{\"exp\":99999999999}|seconds apart",
                "{\"exp\":\"soon\"}|expected number",
                "{\"iat\":1e300}|no time before",
            })
    void whatItClaimsIsChecked(String others, String why) {
        refused(key().signed(desk.now(), GOOGLE, others), why);
    }

    @Test
    void itCountsForItsTimeAlone() {
        KeyHolder holder = key();
        refused(holder.signed(desk.now().minusSeconds(3_700), GOOGLE, "{}"), "token is expired");
        refused(holder.signed(desk.now().plusSeconds(100), GOOGLE, "{}"), "not yet valid");
    }

    @Test
    void nothingElseSigns() {
        KeyHolder holder = key();
        String claims = holder.claims(desk.now(), GOOGLE, "{}");
        String kid = holder.signer().kid();
        refused(new Signer(kid, Signer.rsa(kid, 2_048).keys()).token(claims), "the signature");
        refused(Signer.rsa("nobody", 2_048).token(claims), "kid names no key");
        refused(
                holder.signer().hmacToken(holder.signer().keys().getPublic().getEncoded(), claims),
                "the signature");
        String none =
                Signer.base64("{\"alg\":\"none\",\"kid\":\"" + kid + "\"}")
                        + "."
                        + Signer.base64(claims)
                        + ".";
        refused(none, "the signature");
        refused(
                holder.signer().token("{\"alg\":\"PS256\",\"kid\":\"" + kid + "\"}", claims),
                "unexpected algorithm");
        refused("a.b", "three parts");
    }

    @Test
    void aKeyThatIsEndedSignsNothing() {
        KeyHolder first = key();
        KeyHolder second = key();
        assertThat(read(ACCOUNT).get("keys")).hasSize(2);
        delete(ACCOUNT + "/keys/" + first.signer().kid());
        refused(first.signed(desk.now(), GOOGLE, "{}"), "kid names no key");
        assertThat(exchange(second.signed(desk.now(), GOOGLE, "{}")).policies()).contains("reader");
        delete(ACCOUNT);
        refused(second.signed(desk.now(), GOOGLE, "{}"), "kid names no key");
    }

    @Test
    void aKeyCanEndByItself() {
        KeyHolder holder =
                KeyHolder.of(TokenDesk.data(post(ACCOUNT + "/keys", "{\"ttl\":\"1h\"}")));
        ObjectNode shown = read(ACCOUNT + "/keys/" + holder.signer().kid());
        assertThat(shown.get("expiration").stringValue()).isNotEmpty();
        assertThat(shown.propertyNames()).doesNotContain("private_key");
        desk.node().pass(Duration.ofHours(1));
        refused(holder.signed(desk.now(), GOOGLE, "{}"), "the key has expired");
    }

    @Test
    void anAccountHasTenKeysAtMost() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < ServiceAccount.MAX_KEYS; i++) {
            ids.add(key().signer().kid());
        }
        assertThat(ids).hasSize(ServiceAccount.MAX_KEYS);
        assertThatThrownBy(this::key).hasMessageContaining("10 keys already");
        ObjectNode listed = TokenDesk.data(desk.list("auth/gcp/" + ACCOUNT + "/keys/", "root"));
        assertThat(listed.get("keys")).hasSize(ServiceAccount.MAX_KEYS);
    }

    @Test
    void aKeyOfAnotherMountIsNone() {
        KeyIndex index = new KeyIndex(desk.node().barrier());
        TokenUris uris = new TokenUris(desk.namespaces(), "https://gcp.example");
        desk.enable(
                "auth/two/",
                new GcpEngineType(
                        new AccountRoutes(index, desk.signers(), desk.node().random()),
                        new KeyRoutes(index, uris, desk.node().random()),
                        new ProjectRoutes(uris),
                        new AccountLogin(index, desk.logins())));
        desk.post("auth/two/service-accounts/app", "{}", "root");
        KeyHolder there =
                KeyHolder.of(
                        TokenDesk.data(
                                desk.post("auth/two/service-accounts/app/keys", "{}", "root")));
        assertThat(there.text("token_uri")).isEqualTo("https://gcp.example/token/auth/two");
        refused(there.signed(desk.now(), GOOGLE, "{}"), "of this mount");
    }

    @ParameterizedTest
    @ValueSource(strings = {"App", "1app", "app-", "a_b", "aaaaaaaaaabbbbbbbbbbccccccccccd"})
    void aNameThatGoogleWouldNotTakeIsNone(String name) {
        assertThatThrownBy(() -> post("service-accounts/" + name, "{}"))
                .hasMessageContaining("small letters");
    }

    @Test
    void whatMeansNothingHereIsRefused() {
        assertThatThrownBy(() -> post(ACCOUNT, "{\"token_num_uses\":1}"))
                .hasMessageContaining("token_num_uses is not for service accounts");
        assertThatThrownBy(() -> post(ACCOUNT, "{\"token_ttl\":\"2h\"}"))
                .hasMessageContaining("at most 1h");
        assertThatThrownBy(() -> post(ACCOUNT, "{\"token_policies\":\"root\"}"))
                .hasMessageContaining("root");
        assertThatThrownBy(() -> post("config", "{\"project_id\":\"Shop\"}"))
                .hasMessageContaining("project_id has");
        assertThatThrownBy(() -> post("config", "{\"token_uri\":\"ftp://x\"}"))
                .hasMessageContaining("token_uri is not");
    }

    @Test
    void anAccountIsBoundToItsAddresses() {
        post(ACCOUNT, "{\"token_bound_cidrs\":\"10.0.0.0/8\"}");
        String assertion = key().signed(desk.now(), GOOGLE, "{}");
        assertThatThrownBy(() -> exchange(assertion)).hasMessageContaining("permission denied");
        desk.from("10.1.2.3");
        assertThat(exchange(assertion).policies()).contains("reader");
    }
}
