package io.sealwright.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class TokenEngineTest {
    private static final String ALL =
            "path \"auth/token/*\" { capabilities = [\"create\",\"update\",\"read\",\"list\",\"delete\"] }";
    private static final String SUDO = ALL.replace("\"delete\"", "\"delete\",\"sudo\"");

    private final TokenDesk desk = new TokenDesk();

    @BeforeEach
    void policies() {
        desk.policy("tok", ALL);
        desk.policy("toks", SUDO);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private String token(String json) {
        return desk.create(json, "root").clientToken();
    }

    @Test
    void createAnswersWhatThePeerAnswers() {
        Response response =
                desk.post(
                        "auth/token/create",
                        "{\"policies\":[\"foo\"],\"ttl\":\"1h\",\"meta\":{\"a\":\"b\"},\"display_name\":\"My Name\"}",
                        "root");
        AuthGrant grant = TokenDesk.grant(response);

        assertThat(grant.clientToken()).matches("hvs\\.[0-9A-Za-z]{24}");
        assertThat(grant.accessor()).matches("[0-9A-Za-z]{24}");
        assertThat(grant.policies()).containsExactly("default", "foo");
        assertThat(grant.tokenPolicies()).containsExactly("default", "foo");
        assertThat(grant.metadata()).isEqualTo(Map.of("a", "b"));
        assertThat(grant.leaseDuration()).isEqualTo(3_600);
        assertThat(grant.renewable()).isTrue();
        assertThat(grant.orphan()).isFalse();
        assertThat(grant.tokenType()).isEqualTo("service");
        assertThat(response.warnings()).containsExactly("Policy \"foo\" does not exist");
    }

    @Test
    void lookupShowsWhatThePeerShows() {
        String token =
                token(
                        "{\"policies\":[\"tok\"],\"ttl\":\"1h\",\"meta\":{\"b\":\"2\",\"a\":\"1\"},\"display_name\":\"My Name\"}");
        desk.node().pass(Duration.ofMillis(1_500));

        ObjectNode data = TokenDesk.data(desk.get("auth/token/lookup-self", token));

        data.remove("accessor");
        data.remove("id");
        assertThat(data.toString())
                .isEqualTo(
                        "{\"creation_time\":1767323045,\"creation_ttl\":3600,\"display_name\":\"token-My-Name\","
                                + "\"entity_id\":\"\",\"expire_time\":\"2026-01-02T04:04:05.678Z\",\"explicit_max_ttl\":0,"
                                + "\"issue_time\":\"2026-01-02T03:04:05Z\",\"meta\":{\"a\":\"1\",\"b\":\"2\"},\"num_uses\":0,"
                                + "\"orphan\":false,\"path\":\"auth/token/create\",\"policies\":[\"default\",\"tok\"],"
                                + "\"renewable\":true,\"ttl\":3598,\"type\":\"service\"}");
    }

    @Test
    void theRootTokenNeverExpiresAndCannotBeRenewed() {
        ObjectNode data = TokenDesk.data(desk.get("auth/token/lookup-self", "root"));

        assertThat(data.get("expire_time").isNull()).isTrue();
        assertThat(data.get("ttl").intValue()).isZero();
        assertThat(data.get("id").stringValue()).isEqualTo("root");
        assertThat(data.get("display_name").stringValue()).isEqualTo("root");
        assertThat(data.get("orphan").booleanValue()).isTrue();
        assertThatThrownBy(() -> desk.post("auth/token/renew-self", "{}", "root"))
                .hasMessageContaining("lease is not renewable");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    tok  | {"policies":["tok","zz"]} | child policies must be subset of parent
                    tok  | {"policies":["root"]} | child policies must be subset of parent
                    toks | {"policies":["root"]} | root tokens may not be created without parent token being root
                    tok  | {"id":"abc"} | root or sudo privileges required to specify token id
                    tok  | {"no_parent":true} | root or sudo privileges required to create orphan token
                    tok  | {"period":"1h"} | root or sudo privileges required to create periodic token
                    toks | {"num_uses":-1} | number of uses cannot be negative
                    toks | {"id":"hvs.abc"} | custom token ID cannot have the 'hvs.' prefix
                    toks | {"id":"s.abc"} | custom token ID cannot have the 's.' prefix
                    toks | {"id":"my id"} | custom token ID must be
                    toks | {"id":"root"} | cannot create a token with a duplicate ID
                    toks | {"type":"batch"} | batch tokens are not available yet
                    toks | {"type":"nope"} | invalid 'token_type' value
                    toks | {"ttl":"-1h"} | ttl must be positive
                    toks | {"period":"-1h"} | period must be positive
                    toks | {"explicit_max_ttl":"-1h"} | explicit_max_ttl must be positive
                    toks | {"ttl":"zz"} | ttl
                    toks | {"entity_alias":"foo"} | 'entity_alias' is only allowed in combination with token role
                    toks | {"policies":["response-wrapping"]} | cannot assign policy
                    """)
    void createRefuses(String policy, String json, String error) {
        String caller = token("{\"policies\":[\"" + policy + "\"]}");

        assertThatThrownBy(() -> desk.post("auth/token/create", json, caller))
                .isInstanceOf(RequestFailure.class)
                .hasMessageContaining(error);
    }

    @Test
    void anErrorDoesNotRepeatWhatWasSent() {
        assertThatThrownBy(
                        () -> desk.post("auth/token/create", "{\"ttl\":\"secret-canary\"}", "root"))
                .message()
                .doesNotContain("canary");
        assertThatThrownBy(() -> desk.post("auth/token/create", "{\"id\":\"canary x\"}", "root"))
                .message()
                .doesNotContain("canary");
    }

    @Test
    void createOrphanNeedsNoSudoOfItsOwn() {
        String caller = token("{\"policies\":[\"tok\"]}");

        AuthGrant orphan =
                TokenDesk.grant(
                        desk.post("auth/token/create-orphan", "{\"policies\":[\"tok\"]}", caller));

        assertThat(orphan.orphan()).isTrue();
        assertThatThrownBy(() ->
                        desk.post("auth/token/create-orphan", "{\"policies\":[\"zz\"]}", caller))
                .hasMessageContaining("child policies must be subset of parent");
        desk.post("auth/token/revoke-self", "", caller);
        assertThat(desk.lives(orphan.clientToken())).isTrue();
    }

    @Test
    void sudoMaySetIdPeriodParentAndPolicies() {
        String caller = token("{\"policies\":[\"toks\"]}");

        AuthGrant grant =
                desk.create(
                        "{\"policies\":[\"zz\"],\"no_default_policy\":true,\"id\":\"abc2\",\"period\":\"1h\",\"no_parent\":true}",
                        caller);

        assertThat(grant.clientToken()).isEqualTo("abc2");
        assertThat(grant.policies()).containsExactly("zz");
        assertThat(grant.orphan()).isTrue();
        assertThat(grant.leaseDuration()).isEqualTo(3_600);
    }

    @Test
    void anExpiringRootTokenMakesNoEndlessOne() {
        String expiring = token("{\"policies\":[\"root\"],\"ttl\":\"1h\"}");

        assertThatThrownBy(() -> desk.create("{\"policies\":[\"root\"]}", expiring))
                .hasMessageContaining(
                        "expiring root tokens cannot create non-expiring root tokens");
        assertThat(
                        desk.create("{\"policies\":[\"root\"],\"ttl\":\"30m\"}", expiring)
                                .leaseDuration())
                .isEqualTo(1_800);
    }

    @Test
    void aRootTokenIsBoundByItsExplicitMaximum() {
        assertThat(desk.create("{\"explicit_max_ttl\":\"1h\"}", "root").leaseDuration())
                .isEqualTo(3_600);
        assertThat(desk.create("{}", "root").leaseDuration()).isZero();
    }

    @Test
    void numUsesAreCountedAndTheLastOneIsTheEnd() {
        String token = token("{\"policies\":[\"tok\"],\"num_uses\":3}");

        assertThat(
                        TokenDesk.data(desk.get("auth/token/lookup-self", token))
                                .get("num_uses")
                                .intValue())
                .isEqualTo(2);
        assertThatThrownBy(() -> desk.post("auth/token/create", "{}", token))
                .hasMessageContaining("restricted use token cannot generate child tokens");
        assertThat(
                        TokenDesk.data(desk.get("auth/token/lookup-self", token))
                                .get("num_uses")
                                .intValue())
                .isEqualTo(1);
        assertThat(
                        TokenDesk.data(desk.get("auth/token/lookup-self", token))
                                .get("num_uses")
                                .intValue())
                .isEqualTo(-1);
        assertThatThrownBy(() -> desk.get("auth/token/lookup-self", token))
                .isInstanceOf(RequestFailure.class);
    }

    @Test
    void aLimitedTokenCanRevokeItself() {
        String token = token("{\"policies\":[\"tok\"],\"num_uses\":3}");

        assertThat(desk.post("auth/token/revoke-self", "", token).status()).isEqualTo(204);
        assertThat(desk.lives(token)).isFalse();
    }

    @Test
    void aReadByATokenWithoutLimitWritesNothing() {
        String token = token("{\"policies\":[\"tok\"]}");
        int before = desk.node().store().committed();

        desk.get("auth/token/lookup-self", token);
        desk.post("auth/token/lookup", "{\"token\":\"" + token + "\"}", token);

        assertThat(desk.node().store().committed()).isEqualTo(before);
    }

    @Test
    void lookupsOfWhatIsNotThere() {
        assertThatThrownBy(() -> desk.post("auth/token/lookup", "{\"token\":\"nope\"}", "root"))
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        failure ->
                                assertThat(failure.failure())
                                        .isEqualTo(new Failure.PermissionDenied("bad token")));
        assertThatThrownBy(() ->
                        desk.post("auth/token/lookup-accessor", "{\"accessor\":\"nope\"}", "root"))
                .hasMessageContaining("1 error occurred:\n\t* invalid accessor\n\n");
        assertThatThrownBy(() -> desk.post("auth/token/lookup-accessor", "{}", "root"))
                .hasMessageContaining("1 error occurred:\n\t* missing accessor\n\n");
        assertThatThrownBy(() -> desk.post("auth/token/renew", "{\"token\":\"nope\"}", "root"))
                .hasMessageContaining("token not found");
        assertThatThrownBy(() -> desk.post("auth/token/renew", "{}", "root"))
                .hasMessageContaining("missing token ID");
        assertThatThrownBy(() -> desk.post("auth/token/revoke", "{}", "root"))
                .hasMessageContaining("missing token ID");
        assertThatThrownBy(
                        () -> desk.post("auth/token/revoke-orphan", "{\"token\":\"nope\"}", "root"))
                .hasMessageContaining("token to revoke not found");
        assertThat(desk.post("auth/token/revoke", "{\"token\":\"nope\"}", "root").status())
                .isEqualTo(204);
        assertThat(
                        desk.post("auth/token/revoke-accessor", "{\"accessor\":\"nope\"}", "root")
                                .warnings())
                .containsExactly("No token found with this accessor");
    }

    @Test
    void theAccessorShowsRenewsAndRevokesWithoutTellingTheToken() {
        AuthGrant grant = desk.create("{\"policies\":[\"tok\"],\"ttl\":\"1h\"}", "root");
        String json = "{\"accessor\":\"" + grant.accessor() + "\",\"increment\":\"2h\"}";

        assertThat(
                        TokenDesk.data(desk.post("auth/token/lookup-accessor", json, "root"))
                                .get("id")
                                .stringValue())
                .isEmpty();
        AuthGrant renewed = TokenDesk.grant(desk.post("auth/token/renew-accessor", json, "root"));
        assertThat(renewed.clientToken()).isEmpty();
        assertThat(renewed.leaseDuration()).isEqualTo(7_200);
        assertThat(desk.post("auth/token/revoke-accessor", json, "root").status()).isEqualTo(204);
        assertThat(desk.lives(grant.clientToken())).isFalse();
    }

    @Test
    void accessorsNeedSudoAndAreListedInPages() {
        String plain = token("{\"policies\":[\"tok\"]}");
        for (int i = 0; i < 5; i++) {
            token("{\"policies\":[\"tok\"]}");
        }

        List<String> all = keys(desk.list("auth/token/accessors/", "root"));

        assertThat(all).hasSize(7).doesNotHaveDuplicates();
        Response page =
                desk.send(
                        Operation.LIST,
                        "auth/token/accessors/",
                        "{\"after\":\"" + all.get(2) + "\",\"limit\":2}",
                        "root");
        assertThat(keys(page)).containsExactly(all.get(3), all.get(4));
        assertThatThrownBy(() -> desk.list("auth/token/accessors/", plain))
                .isInstanceOf(RequestFailure.class);
    }

    private static List<String> keys(Response response) {
        return TokenDesk.data(response)
                .get("keys")
                .valueStream()
                .map(node -> node.stringValue())
                .toList();
    }

    @Test
    void renewalMovesTheEnd() {
        String token = token("{\"policies\":[\"tok\"],\"ttl\":\"1h\"}");
        desk.node().pass(Duration.ofMinutes(59));

        assertThat(TokenDesk.grant(desk.post("auth/token/renew-self", "{}", token)).leaseDuration())
                .isEqualTo(3_600);
        desk.node().pass(Duration.ofMinutes(59));
        assertThat(desk.workOff()).isZero();
        assertThat(desk.lives(token)).isTrue();
        ObjectNode data = TokenDesk.data(desk.get("auth/token/lookup-self", token));
        assertThat(data.get("creation_ttl").intValue()).isEqualTo(3_600);
        assertThat(data.get("last_renewal_time").longValue())
                .isEqualTo(desk.now().getEpochSecond() - 59 * 60);
        desk.node().pass(Duration.ofMinutes(1));
        assertThat(desk.lives(token)).isFalse();
        assertThat(desk.workOff()).isEqualTo(1);
    }

    @Test
    void renewalWithoutAnIncrementGivesWhatTheLastOneGave() {
        String token = token("{\"policies\":[\"tok\"],\"ttl\":\"5h\"}");
        desk.post("auth/token/renew-self", "{\"increment\":\"1h\"}", token);

        assertThat(
                        TokenDesk.grant(
                                        desk.post(
                                                "auth/token/renew-self",
                                                "{\"increment\":0}",
                                                token))
                                .leaseDuration())
                .isEqualTo(3_600);
    }

    @Test
    void renewalIsCappedWithAWarning() {
        String token = token("{\"policies\":[\"tok\"],\"ttl\":\"1h\"}");
        desk.node().pass(Duration.ofSeconds(1));

        Response response = desk.post("auth/token/renew-self", "{\"increment\":\"9000h\"}", token);

        assertThat(response.warnings())
                .containsExactly(
                        "TTL of \"9000h\" exceeded the effective max_ttl of "
                                + "\"767h59m59s\"; TTL value is capped accordingly");
    }

    @Test
    void aTokenThatIsNotRenewableIsNot() {
        String token = token("{\"policies\":[\"tok\"],\"ttl\":\"1h\",\"renewable\":false}");

        assertThatThrownBy(() -> desk.post("auth/token/renew-self", "{}", token))
                .hasMessageContaining("lease is not renewable");
    }

    @Test
    void aPeriodicTokenLivesAsLongAsItIsRenewed() {
        String token = token("{\"policies\":[\"tok\"],\"period\":\"24h\"}");
        for (int day = 0; day < 60; day++) {
            desk.node().pass(Duration.ofHours(23));
            assertThat(
                            TokenDesk.grant(
                                            desk.post(
                                                    "auth/token/renew-self",
                                                    "{\"increment\":\"900h\"}",
                                                    token))
                                    .leaseDuration())
                    .isEqualTo(86_400);
        }
        desk.node().pass(Duration.ofHours(24));
        assertThat(desk.lives(token)).isFalse();
    }

    @Test
    void theMountsTuningHolds() {
        desk.tune(
                new MountConfig(
                        60, 120, false, "", "", List.of(), List.of(), List.of(), List.of()));

        assertThat(desk.create("{\"policies\":[\"tok\"]}", "root").leaseDuration()).isEqualTo(60);
        assertThat(desk.create("{\"policies\":[\"tok\"],\"ttl\":\"1h\"}", "root").leaseDuration())
                .isEqualTo(120);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nope", "hvs.000000000000000000000000", "root ", "ROOT"})
    void anUnknownTokenIsNobody(String token) {
        assertThatThrownBy(() -> desk.get("auth/token/lookup-self", token))
                .isInstanceOf(RequestFailure.class);
    }

    @Test
    void anOverlongTokenIsNobody() {
        assertThatThrownBy(() -> desk.get("auth/token/lookup-self", "x".repeat(1_000_000)))
                .isInstanceOf(RequestFailure.class);
    }

    @Test
    void aTooLargeMetadataIsRefused() {
        String json = "{\"meta\":{\"a\":\"" + "x".repeat(70_000) + "\"}}";

        assertThatThrownBy(() -> desk.create(json, "root"))
                .hasMessageContaining("metadata is larger than 64 KiB");
    }

    @Test
    void neitherTokenNorAccessorIsStoredInTheClear() {
        AuthGrant grant =
                desk.create("{\"policies\":[\"tok\"],\"id\":\"canarytokencanary\"}", "root");

        desk.node()
                .store()
                .contents()
                .forEach((key, entry) -> {
                    for (String secret : List.of("canarytokencanary", grant.accessor())) {
                        assertThat(
                                        new String(
                                                key.bytes(),
                                                java.nio.charset.StandardCharsets.ISO_8859_1))
                                .doesNotContain(secret);
                        assertThat(
                                        new String(
                                                entry.value(),
                                                java.nio.charset.StandardCharsets.ISO_8859_1))
                                .doesNotContain(secret);
                    }
                });
        assertThat(grant.toString()).doesNotContain("canary");
    }
}
