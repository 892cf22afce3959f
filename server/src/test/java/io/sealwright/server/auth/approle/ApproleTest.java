package io.sealwright.server.auth.approle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.token.TokenDesk;
import io.sealwright.storage.Keys;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Expectations as seen at the peer, except where a name says otherwise. */
class ApproleTest {
    private static final String INVALID = "invalid role or secret ID";

    private final TokenDesk desk = new TokenDesk();
    private Mount mount;

    @BeforeEach
    void enable() {
        mount = desk.enable("auth/approle/", ApproleParts.of(desk));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private Response post(String path, String json) {
        return desk.post("auth/approle/" + path, json, "root");
    }

    private ObjectNode read(String path) {
        return TokenDesk.data(desk.get("auth/approle/" + path, "root"));
    }

    private Response login(String roleId, String secretId) {
        return desk.post(
                "auth/approle/login",
                "{\"role_id\":\"" + roleId + "\",\"secret_id\":\"" + secretId + "\"}",
                "");
    }

    /** A role that is called like its role id, with the secret id "s". */
    private void role(String name, String json) {
        post("role/" + name, "{\"role_id\":\"" + name + "\"" + json + "}");
        post("role/" + name + "/custom-secret-id", "{\"secret_id\":\"s\"}");
    }

    private AuthGrant granted(String roleId) {
        return TokenDesk.grant(login(roleId, "s"));
    }

    private AuthGrant renewed(AuthGrant grant, String json) {
        return TokenDesk.grant(desk.post("auth/token/renew-self", json, grant.clientToken()));
    }

    private static void refused(ThrowingCallable call, Failure failure) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RequestFailure.class, e -> assertThat(e.failure()).isEqualTo(failure));
    }

    private static Failure invalid(String message) {
        return new Failure.InvalidRequest(List.of(message));
    }

    private static Failure missing() {
        return new Failure.NotFound(List.of(), null);
    }

    // Roles.

    @Test
    void anEmptyRoleReadsAsThePeers() {
        assertThat(post("role/Mixed_Case", "{}").status()).isEqualTo(204);

        assertThat(read("role/MIXED_case").toString())
                .isEqualTo(
                        "{\"bind_secret_id\":true,\"local_secret_ids\":false,\"secret_id_bound_cidrs\":null,"
                                + "\"secret_id_num_uses\":0,\"secret_id_ttl\":0,\"token_bound_cidrs\":[],"
                                + "\"token_explicit_max_ttl\":0,\"token_max_ttl\":0,\"token_no_default_policy\":false,"
                                + "\"token_num_uses\":0,\"token_period\":0,\"token_policies\":[],"
                                + "\"token_strictly_bind_ip\":false,\"token_ttl\":0,\"token_type\":\"default\"}");
        assertThat(TokenDesk.data(desk.list("auth/approle/role/", "root")).toString())
                .isEqualTo("{\"keys\":[\"mixed_case\"]}");
    }

    @Test
    void aRoleKeepsWhatIsNotWrittenAgain() {
        post(
                "role/a",
                "{\"token_policies\":\"p1,P2,default\",\"token_ttl\":\"10m\",\"token_max_ttl\":\"1h\","
                        + "\"secret_id_num_uses\":3,\"secret_id_ttl\":\"5m\",\"token_bound_cidrs\":\"127.0.0.1/32,10.0.0.0/8\","
                        + "\"secret_id_bound_cidrs\":\"127.0.0.1/8\"}");
        post("role/a", "{\"token_num_uses\":4}");

        assertThat(read("role/a").toString())
                .isEqualTo(
                        "{\"bind_secret_id\":true,\"local_secret_ids\":false,\"secret_id_bound_cidrs\":[\"127.0.0.1/8\"],"
                                + "\"secret_id_num_uses\":3,\"secret_id_ttl\":300,"
                                + "\"token_bound_cidrs\":[\"127.0.0.1\",\"10.0.0.0/8\"],\"token_explicit_max_ttl\":0,"
                                + "\"token_max_ttl\":3600,\"token_no_default_policy\":false,\"token_num_uses\":4,"
                                + "\"token_period\":0,\"token_policies\":[\"p1\",\"P2\",\"default\"],"
                                + "\"token_strictly_bind_ip\":false,\"token_ttl\":600,\"token_type\":\"default\"}");
    }

    @Test
    void oldNamesShowUntilTheNewOnesAreUsed() {
        post("role/d", "{\"policies\":\"a,b\",\"period\":\"1h\"}");
        ObjectNode old = read("role/d");
        post("role/d", "{\"token_period\":\"2h\"}");
        ObjectNode mixed = read("role/d");

        assertThat(old.get("policies").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(old.get("token_policies")).isEqualTo(old.get("policies"));
        assertThat(old.get("period").asLong()).isEqualTo(3600);
        assertThat(mixed.has("period")).isFalse();
        assertThat(mixed.has("policies")).isTrue();
        assertThat(mixed.get("token_period").asLong()).isEqualTo(7200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"token_ttl\":\"2h\",\"token_max_ttl\":\"1h\"}|'token_ttl' cannot be greater than 'token_max_ttl'",
                "{\"token_num_uses\":-1}|'token_num_uses' cannot be negative",
                "{\"secret_id_num_uses\":-1}|secret_id_num_uses cannot be negative",
                "{\"bind_secret_id\":false}|at least one constraint should be enabled on the role",
                "{\"token_type\":\"zzz\"}|invalid 'token_type' value",
                "{\"role_id\":\"\"}|missing role_id",
                "{\"role_id\":\"taken\"}|role_id already in use",
                "{\"secret_id_bound_cidrs\":\"127.0.0.1\"}|failed to validate CIDR blocks: secret_id_bound_cidrs holds something"
                        + " that is not a block such as 10.0.0.0/8",
                "{\"token_policies\":\"ROOT\"}|policy name is a variant of \"root\"",
            })
    void aBadRoleIsRefusedAndNotStored(String json, String message) {
        post("role/other", "{\"role_id\":\"taken\"}");

        refused(() -> post("role/bad", json), invalid(message.strip()));
        refused(() -> read("role/bad"), missing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sp ace", "-x", "x-", "x.y@z", "ä", ".", "ſ"})
    void aNameThatIsNoneLeadsNowhere(String name) {
        assertThatThrownBy(() -> post("role/" + name, "{}"))
                .hasMessageContaining("unsupported path");
    }

    @Test
    void whatIsTooMuchIsRefused() {
        String many = "10.0.0.0/8,".repeat(300);
        String metadata = "x".repeat(9_000);

        assertThatThrownBy(() -> post("role/" + "x".repeat(257), "{}"))
                .hasMessageContaining("longer than 256");
        assertThatThrownBy(() -> post("role/a", "{\"token_bound_cidrs\":\"" + many + "\"}"))
                .hasMessageContaining("more than 256 entries");
        assertThatThrownBy(
                        () -> post("role/a", "{\"token_policies\":\"" + "p,".repeat(600) + "\"}"))
                .hasMessageContaining("more than 512");
        assertThatThrownBy(() -> post("role/a", "{\"role_id\":\"" + "x".repeat(300) + "\"}"))
                .hasMessageContaining("longer than 256");
        role("b", "");
        assertThatThrownBy(() ->
                        post("role/b/secret-id", "{\"metadata\":{\"k\":\"" + metadata + "\"}}"))
                .hasMessageContaining("larger than 8 KiB");
        assertThatThrownBy(() ->
                        post(
                                "role/b/custom-secret-id",
                                "{\"secret_id\":\"" + "x".repeat(1_100) + "\"}"))
                .hasMessageContaining("longer than 1024");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "policies|{\"token_policies\":\"x,y\"}|{\"token_policies\":[\"x\",\"y\"]}|{\"token_policies\":[]}|missing token_policies",
                "policies|{\"policies\":\"x\"}|{\"policies\":[\"x\"],\"token_policies\":[\"x\"]}|{\"token_policies\":[]}|missing token_policies",
                "bind-secret-id|{\"bind_secret_id\":true}|{\"bind_secret_id\":true}|{\"bind_secret_id\":true}|missing bind_secret_id",
                "secret-id-bound-cidrs|{\"secret_id_bound_cidrs\":\"127.0.0.1/32\"}|{\"secret_id_bound_cidrs\":[\"127.0.0.1/32\"]}"
                        + "|{\"secret_id_bound_cidrs\":null}|",
                "bound-cidr-list|{\"bound_cidr_list\":\"127.0.0.1/32\"}|{\"bound_cidr_list\":null}|{\"bound_cidr_list\":null}|",
                "token-bound-cidrs|{\"token_bound_cidrs\":\"127.0.0.1/32\"}|{\"token_bound_cidrs\":[\"127.0.0.1\"]}"
                        + "|{\"token_bound_cidrs\":[]}|",
                "period|{\"period\":\"5m\"}|{\"period\":300,\"token_period\":300}|{\"token_period\":0}|missing period",
                "secret-id-num-uses|{\"secret_id_num_uses\":5}|{\"secret_id_num_uses\":5}|{\"secret_id_num_uses\":0}|missing secret_id_num_uses",
                "secret-id-ttl|{\"secret_id_ttl\":\"5s\"}|{\"secret_id_ttl\":5}|{\"secret_id_ttl\":0}|missing secret_id_ttl",
                "token-num-uses|{\"token_num_uses\":5}|{\"token_num_uses\":5}|{\"token_num_uses\":0}|missing token_num_uses",
                "token-ttl|{\"token_ttl\":\"5s\"}|{\"token_ttl\":5}|{\"token_ttl\":0}|missing token_ttl",
                "token-max-ttl|{\"token_max_ttl\":\"5s\"}|{\"token_max_ttl\":5}|{\"token_max_ttl\":0}|missing token_max_ttl",
            })
    void eachPartOfARoleCanBeReadWrittenAndReset(
            String part, String write, String read, String reset, String missing) {
        post("role/r", "{}");
        String path = "role/r/" + part;

        assertThat(post(path, write).status()).isEqualTo(204);
        assertThat(read(path).toString()).isEqualTo(read);
        desk.send(Operation.DELETE, "auth/approle/" + path, "", "root");
        assertThat(read(path).toString()).isEqualTo(reset);
        if (missing == null) {
            assertThat(post(path, "{}").status()).isEqualTo(204);
        } else {
            refused(() -> post(path, "{}"), invalid(missing));
        }
        refused(() -> read("role/none/" + part), missing());
        assertThatThrownBy(() -> post("role/none/" + part, write))
                .hasMessageContaining("unsupported path");
    }

    @Test
    void theLastConstraintOfARoleStays() {
        post("role/c", "{\"bind_secret_id\":false,\"token_bound_cidrs\":\"127.0.0.1\"}");

        assertThatThrownBy(() ->
                        desk.send(
                                Operation.DELETE,
                                "auth/approle/role/c/token-bound-cidrs",
                                "",
                                "root"))
                .hasMessageContaining("at least one constraint");
        refused(
                () -> post("role/c/secret-id", "{}"),
                invalid("bind_secret_id is not set on the role"));
        assertThat(TokenDesk.data(desk.get("auth/approle/role/c/role-id", "root")).has("role_id"))
                .isTrue();
    }

    @Test
    void aRoleIdCanBeChangedAndTheOldOneIsFree() {
        role("one", "");
        post("role/one/role-id", "{\"role_id\":\"other\"}");

        assertThat(read("role/one/role-id").get("role_id").asString()).isEqualTo("other");
        refused(() -> login("one", "s"), invalid(INVALID));
        assertThat(TokenDesk.grant(login("other", "s")).metadata()).containsKey("role_name");
        post("role/two", "{\"role_id\":\"one\"}");
        refused(
                () -> post("role/two/role-id", "{\"role_id\":\"other\"}"),
                invalid("role_id already in use"));
    }

    // Secret ids.

    @Test
    void aSecretIdIsShownOnceAndStoredNowhere() {
        role("r", "");
        ObjectNode made =
                TokenDesk.data(
                        post(
                                "role/r/secret-id",
                                "{\"metadata\":\"{\\\"k\\\":\\\"v\\\"}\",\"num_uses\":2,\"ttl\":\"1h\",\"cidr_list\":\"127.0.0.0/8\"}"));
        String secretId = made.get("secret_id").asString();
        String accessor = made.get("secret_id_accessor").asString();

        assertThat(made.propertyNames())
                .containsExactly(
                        "secret_id", "secret_id_accessor", "secret_id_num_uses", "secret_id_ttl");
        ObjectNode shown =
                TokenDesk.data(
                        post("role/r/secret-id/lookup", "{\"secret_id\":\"" + secretId + "\"}"));
        assertThat(shown.toString())
                .isEqualTo(
                        "{\"cidr_list\":[\"127.0.0.0/8\"],\"creation_time\":\"2026-01-02T03:04:05.678Z\","
                                + "\"expiration_time\":\"2026-01-02T04:04:05.678Z\",\"last_updated_time\":\"2026-01-02T03:04:05.678Z\","
                                + "\"metadata\":{\"k\":\"v\"},\"secret_id_accessor\":\""
                                + accessor
                                + "\",\"secret_id_num_uses\":2,\"secret_id_ttl\":3600,\"token_bound_cidrs\":[]}");
        assertThat(
                        TokenDesk.data(
                                post(
                                        "role/r/secret-id-accessor/lookup",
                                        "{\"secret_id_accessor\":\"" + accessor + "\"}")))
                .isEqualTo(shown);
        assertThat(TokenDesk.data(desk.list("auth/approle/role/r/secret-id", "root")).toString())
                .contains(accessor);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"{bad\"", "\"[1]\"", "\"{\\\"k\\\":1}\"", "{\"k\":[]}", "\"novalue\""})
    void metadataThatIsNoneIsRefused(String metadata) {
        role("r", "");

        refused(
                () -> post("role/r/secret-id", "{\"metadata\":" + metadata + "}"),
                invalid("failed to parse metadata: a JSON object of strings is expected"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"num_uses\":3}|num_uses cannot be higher than the role's secret_id_num_uses",
                "{\"num_uses\":0}|num_uses cannot be higher than the role's secret_id_num_uses",
                "{\"ttl\":\"1h\"}|ttl cannot be longer than the role's secret_id_ttl",
                "{\"ttl\":0}|ttl cannot be longer than the role's secret_id_ttl",
                "{\"cidr_list\":\"10.0.0.0/8\"}|the CIDR blocks in cidr_list must lie within those of the role",
                "{\"cidr_list\":\"126.0.0.0/7\"}|the CIDR blocks in cidr_list must lie within those of the role",
                "{\"token_bound_cidrs\":\"10.0.0.0/8\"}|the CIDR blocks in token_bound_cidrs must lie within those of the role",
            })
    void aSecretIdIsNoMoreThanItsRoleAllows(String json, String message) {
        role(
                "r",
                ",\"secret_id_num_uses\":2,\"secret_id_ttl\":\"10m\",\"secret_id_bound_cidrs\":\"127.0.0.0/8\","
                        + "\"token_bound_cidrs\":\"127.0.0.0/8\"");

        refused(() -> post("role/r/secret-id", json), invalid(message));
    }

    @Test
    void oneThatIsUsedOftenEnoughIsGone() {
        role("r", "");
        post("role/r/custom-secret-id", "{\"secret_id\":\"two\",\"num_uses\":2}");

        login("r", "two");
        assertThat(
                        TokenDesk.data(post("role/r/secret-id/lookup", "{\"secret_id\":\"two\"}"))
                                .get("secret_id_num_uses")
                                .asLong())
                .isEqualTo(1);
        login("r", "two");
        refused(() -> login("r", "two"), invalid(INVALID));
        assertThat(post("role/r/secret-id/lookup", "{\"secret_id\":\"two\"}").status())
                .isEqualTo(204);
    }

    @Test
    void anExpiredOneIsUselessBeforeAndAfterItIsRemoved() {
        role("r", ",\"secret_id_ttl\":\"60s\"");
        int stored = desk.node().store().size(mount.space());
        desk.node().pass(Duration.ofSeconds(60));

        refused(() -> login("r", "s"), invalid(INVALID));
        refused(() -> desk.list("auth/approle/role/r/secret-id", "root"), missing());
        assertThat(desk.workOff()).isEqualTo(1);
        refused(() -> login("r", "s"), invalid(INVALID));
        // The secret id and its accessor went; the failed logins of the role came, the due index is
        // elsewhere.
        assertThat(desk.node().store().size(mount.space())).isEqualTo(stored - 2 + 1);
    }

    @Test
    void oneThatWasMadeAgainOutlivesTheFirst() {
        role("r", "");
        post("role/r/custom-secret-id", "{\"secret_id\":\"x\",\"ttl\":\"60s\"}");
        desk.node().pass(Duration.ofSeconds(61));
        post("role/r/custom-secret-id", "{\"secret_id\":\"x\",\"ttl\":\"60s\"}");
        desk.workOff();

        assertThat(login("r", "x").status()).isEqualTo(200);
        refused(
                () -> post("role/r/custom-secret-id", "{\"secret_id\":\"x\"}"),
                invalid("failed to store secret_id: SecretID is already registered"));
    }

    @Test
    void destroyedOnesAreUseless() {
        role("r", "");
        role("other", "");
        ObjectNode made = TokenDesk.data(post("role/r/secret-id", "{}"));
        String accessor =
                "{\"secret_id_accessor\":\"" + made.get("secret_id_accessor").asString() + "\"}";

        assertThat(post("role/other/secret-id-accessor/lookup", accessor).status()).isEqualTo(204);
        refused(
                () -> post("role/other/secret-id-accessor/destroy", accessor),
                new Failure.PermissionDenied("invalid secret id accessor"));
        post("role/r/secret-id-accessor/destroy", accessor);
        refused(() -> login("r", made.get("secret_id").asString()), invalid(INVALID));
        assertThatThrownBy(() -> post("role/r/secret-id-accessor/lookup", accessor))
                .isInstanceOf(RequestFailure.class);
        post("role/r/secret-id/destroy", "{\"secret_id\":\"s\"}");
        refused(() -> login("r", "s"), invalid(INVALID));
        assertThat(login("other", "s").status()).isEqualTo(200);
    }

    @Test
    void secretIdsGoWithTheirRoleAndDoNotComeBackWithIt() {
        role("r", ",\"secret_id_ttl\":\"1h\"");
        for (int i = 0; i < 1_500; i++) {
            post("role/r/secret-id", "{}");
        }
        desk.send(Operation.DELETE, "auth/approle/role/r", "", "root");
        refused(() -> login("r", "s"), invalid(INVALID));
        post("role/r", "{\"role_id\":\"r\"}");
        refused(() -> login("r", "s"), invalid(INVALID));
        refused(() -> desk.list("auth/approle/role/r/secret-id", "root"), missing());

        desk.node().pass(Duration.ofSeconds(31));
        desk.workOff();
        desk.node().pass(Duration.ofSeconds(31));
        desk.workOff();
        // The new role, its role id, the folder of it; two failed logins.
        assertThat(desk.node().store().size(mount.space())).isLessThan(10);
        desk.node().pass(Duration.ofHours(1));
        desk.workOff();
        assertThat(desk.node().store().size(Keys.DUE_INDEX)).isZero();
    }

    @Test
    void accessorsAreListedInPages() {
        role("r", "");
        for (int i = 0; i < 7; i++) {
            post("role/r/secret-id", "{}");
        }
        Set<String> all = new HashSet<>();
        String after = "";
        int pages = 0;
        for (; pages < 4; pages++) {
            String query = "{\"limit\":2,\"after\":\"" + after + "\"}";
            var keys =
                    TokenDesk.data(
                                    desk.send(
                                            Operation.LIST,
                                            "auth/approle/role/r/secret-id",
                                            query,
                                            "root"))
                            .get("keys");
            assertThat(keys.size()).isEqualTo(2);
            for (var key : keys) {
                all.add(key.asString());
                after = key.asString();
            }
        }
        assertThat(all).hasSize(8);
    }

    @Test
    void tidyRemovesWhatHasExpired() {
        role("r", "");
        assertThat(post("tidy/secret-id", "{}").status()).isEqualTo(202);
        desk.node().pass(Duration.ofSeconds(31));

        assertThat(desk.workOff()).isEqualTo(1);
        assertThat(login("r", "s").status()).isEqualTo(200);
    }

    // Logins.

    @Test
    void aLoginSaysWhatItIs() {
        role("v", ",\"token_policies\":\"b,a,B\",\"token_ttl\":\"10m\",\"token_max_ttl\":\"1h\"");
        post(
                "role/v/custom-secret-id",
                "{\"secret_id\":\"m\",\"metadata\":{\"k\":\"v\",\"role_name\":\"fake\"}}");
        AuthGrant grant = TokenDesk.grant(login(" v ", " m "));

        assertThat(grant.policies()).containsExactly("a", "b", "default");
        assertThat(grant.metadata())
                .containsOnlyKeys("k", "role_name")
                .containsEntry("role_name", "v");
        assertThat(grant.leaseDuration()).isEqualTo(600);
        assertThat(grant.orphan()).isTrue();
        ObjectNode shown = TokenDesk.data(desk.get("auth/token/lookup-self", grant.clientToken()));
        assertThat(shown.get("display_name").asString()).isEqualTo("approle");
        assertThat(shown.get("path").asString()).isEqualTo("auth/approle/login");
    }

    @Test
    void wrongOnesGetTheSameAnswerAndLeaveNoToken() {
        role("r", "");
        int tokens = desk.stored();

        refused(() -> login("r", "wrong"), invalid(INVALID));
        refused(() -> login("wrong", "s"), invalid(INVALID));
        refused(() -> login("wrong", "wrong"), invalid(INVALID));
        refused(() -> login("r", ""), invalid("missing secret_id"));
        refused(() -> login("wrong", ""), invalid("missing secret_id"));
        refused(() -> login("", "s"), invalid("missing role_id"));
        // Nothing but what forgets the three counters.
        assertThat(desk.stored()).isEqualTo(tokens + 2);
    }

    @Test
    void addressesBindLoginsAndTokens() {
        role("r", ",\"secret_id_bound_cidrs\":\"10.0.0.0/8\"");
        refused(
                () -> login("r", "s"),
                invalid("source address unauthorized by CIDR restrictions on the role"));
        post("role/r", "{\"secret_id_bound_cidrs\":\"\",\"token_bound_cidrs\":\"10.0.0.0/8\"}");
        refused(() -> login("r", "s"), new Failure.PermissionDenied("permission denied"));
        post(
                "role/r/custom-secret-id",
                "{\"secret_id\":\"c\",\"cidr_list\":\"10.0.0.0/8\",\"num_uses\":1}");
        refused(
                () -> login("r", "c"),
                invalid("source address unauthorized through CIDR restrictions on the secret ID"));

        desk.from("10.1.2.3");
        String token = granted("r").clientToken();
        assertThat(login("r", "c").status()).isEqualTo(200);
        assertThat(desk.lives(token)).isTrue();
        desk.from("127.0.0.1");
        assertThat(desk.lives(token)).isFalse();
    }

    @Test
    void aTokenCanBeBoundToTheAddressOfItsLogin() {
        role("r", ",\"token_strictly_bind_ip\":true");
        String token = granted("r").clientToken();

        assertThat(desk.lives(token)).isTrue();
        desk.from("127.0.0.2");
        assertThat(desk.lives(token)).isFalse();
    }

    @Test
    void theSettingsOfARoleBecomeThoseOfItsTokens() {
        role(
                "r",
                ",\"token_no_default_policy\":true,\"token_num_uses\":2,\"token_explicit_max_ttl\":\"20m\"");
        Response response = login("r", "s");
        AuthGrant grant = TokenDesk.grant(response);

        assertThat(grant.policies()).isEmpty();
        assertThat(grant.numUses()).isEqualTo(2);
        assertThat(grant.leaseDuration()).isEqualTo(1200);
        assertThat(response.warnings())
                .containsExactly(
                        "TTL of \"768h\" exceeded the effective max_ttl of \"20m\"; TTL value is capped accordingly");
    }

    @Test
    void rootIsNeverGranted() {
        role("r", ",\"token_policies\":\"root,foo\"");

        refused(() -> login("r", "s"), invalid("auth methods cannot create root tokens"));
    }

    @Test
    void aRoleWithoutSecretIdsAsksForNone() {
        post(
                "role/x",
                "{\"role_id\":\"x\",\"bind_secret_id\":false,\"secret_id_bound_cidrs\":\"127.0.0.0/8\"}");

        assertThat(login("x", "").status()).isEqualTo(200);
        desk.from("10.0.0.1");
        assertThatThrownBy(() -> login("x", "")).hasMessageContaining("on the role");
    }

    @Test
    void theMountsTuningHoldsForItsTokens() {
        role("r", "");
        desk.tune(
                new MountConfig(
                        60, 120, false, "", "", List.of(), List.of(), List.of(), List.of()));

        assertThat(granted("r").leaseDuration()).isEqualTo(60);
        post("role/r", "{\"token_ttl\":\"10m\"}");
        assertThat(granted("r").leaseDuration()).isEqualTo(120);
    }

    // What comes after a login.

    @Test
    void renewalFollowsTheRole() {
        role("v", ",\"token_policies\":\"a\",\"token_ttl\":\"10m\",\"token_max_ttl\":\"1h\"");
        AuthGrant grant = granted("v");
        post("role/v", "{\"token_policies\":\"c\",\"token_ttl\":\"5m\"}");

        assertThat(renewed(grant, "{}").leaseDuration()).isEqualTo(300);
        assertThat(renewed(grant, "{}").policies()).containsExactly("a", "default");
        assertThat(renewed(grant, "{\"increment\":\"30m\"}").leaseDuration()).isEqualTo(1800);
        post("role/v", "{\"token_period\":\"7m\"}");
        assertThat(renewed(grant, "{}").leaseDuration()).isEqualTo(420);
        post("role/v", "{\"token_period\":0,\"token_ttl\":0,\"token_max_ttl\":\"20s\"}");
        desk.node().pass(Duration.ofSeconds(1));
        assertThat(renewed(grant, "{}").leaseDuration()).isEqualTo(19);
        desk.send(Operation.DELETE, "auth/approle/role/v", "", "root");
        refused(
                () -> renewed(grant, "{}"),
                invalid(
                        "1 error occurred:\n\t* failed to renew entry: role \"v\" does not exist during renewal\n\n"));
        role("v", "");
        assertThatThrownBy(() -> renewed(grant, "{}")).hasMessageContaining("does not exist");
        assertThat(desk.lives(grant.clientToken())).isTrue();
    }

    @Test
    void tokensEndWithTheirMountAndStayDeadWhenItIsEnabledAgain() {
        role("r", "");
        AuthGrant grant = granted("r");
        desk.disable("auth/approle/");

        assertThat(desk.lives(grant.clientToken())).isFalse();
        desk.enable("auth/approle/", ApproleParts.of(desk));
        assertThat(desk.lives(grant.clientToken())).isFalse();
        refused(() -> login("r", "s"), invalid(INVALID));
        refused(() -> read("role/r"), missing());
        int before = desk.node().store().size(Keys.TOKENS);
        desk.node().pass(Duration.ofSeconds(31));
        desk.workOff();
        assertThat(desk.node().store().size(Keys.TOKENS)).isEqualTo(before - 1);
    }
}
