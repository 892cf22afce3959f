package io.sealwright.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Expectations as seen at the peer, except that batch tokens are refused. */
class TokenRoleTest {
    private final TokenDesk desk = new TokenDesk();

    @AfterEach
    void close() {
        desk.close();
    }

    private Response write(String name, String json) {
        return desk.post("auth/token/roles/" + name, json, "root");
    }

    private String read(String name) {
        return TokenDesk.data(desk.get("auth/token/roles/" + name, "root")).toString();
    }

    private Response create(String role, String json) {
        return desk.post("auth/token/create/" + role, json, "root");
    }

    private ObjectNode lookup(AuthGrant grant) {
        return TokenDesk.data(
                desk.post(
                        "auth/token/lookup",
                        "{\"token\":\"" + grant.clientToken() + "\"}",
                        "root"));
    }

    @Test
    void anEmptyRoleReadsAsThePeers() {
        assertThat(write("r1", "{}").status()).isEqualTo(204);

        assertThat(read("r1"))
                .isEqualTo(
                        "{\"allowed_entity_aliases\":null,\"allowed_policies\":[],\"allowed_policies_glob\":[],"
                                + "\"disallowed_policies\":[],\"disallowed_policies_glob\":[],\"explicit_max_ttl\":0,"
                                + "\"name\":\"r1\",\"orphan\":false,\"path_suffix\":\"\",\"period\":0,\"renewable\":true,"
                                + "\"token_explicit_max_ttl\":0,\"token_no_default_policy\":false,\"token_period\":0,"
                                + "\"token_type\":\"default-service\"}");
    }

    @Test
    void aFullRoleReadsAsThePeersAndKeepsWhatIsNotWrittenAgain() {
        write(
                "r2",
                "{\"allowed_policies\":\"a,b\",\"disallowed_policies\":[\"c\"],\"allowed_policies_glob\":\"x*\","
                        + "\"disallowed_policies_glob\":\"z*\",\"orphan\":true,\"renewable\":false,\"path_suffix\":\"suf\","
                        + "\"token_period\":\"1h\",\"token_explicit_max_ttl\":\"2h\",\"token_bound_cidrs\":\"127.0.0.1/32\","
                        + "\"token_num_uses\":2,\"token_no_default_policy\":true,\"token_type\":\"service\","
                        + "\"allowed_entity_aliases\":\"q\"}");
        write("r2", "{\"orphan\":false}");

        assertThat(read("r2"))
                .isEqualTo(
                        "{\"allowed_entity_aliases\":[\"q\"],\"allowed_policies\":[\"a\",\"b\"],"
                                + "\"allowed_policies_glob\":[\"x*\"],\"disallowed_policies\":[\"c\"],"
                                + "\"disallowed_policies_glob\":[\"z*\"],\"explicit_max_ttl\":0,\"name\":\"r2\","
                                + "\"orphan\":false,\"path_suffix\":\"suf\",\"period\":0,\"renewable\":false,"
                                + "\"token_bound_cidrs\":[\"127.0.0.1\"],\"token_explicit_max_ttl\":7200,"
                                + "\"token_no_default_policy\":true,\"token_num_uses\":2,\"token_period\":3600,"
                                + "\"token_type\":\"service\"}");
    }

    @Test
    void theOldNamesAreShownUntilTheNewOnesAreUsed() {
        write(
                "r3",
                "{\"period\":\"1h\",\"explicit_max_ttl\":\"2h\",\"bound_cidrs\":\"127.0.0.1\"}");
        assertThat(read("r3"))
                .contains(
                        "\"bound_cidrs\":[\"127.0.0.1\"]",
                        "\"explicit_max_ttl\":7200",
                        "\"period\":3600")
                .contains(
                        "\"token_bound_cidrs\":[\"127.0.0.1\"]", "\"token_explicit_max_ttl\":7200")
                .contains("\"token_period\":3600");

        assertThat(write("r3", "{\"token_period\":\"3h\",\"period\":\"1h\"}").warnings())
                .containsExactly(
                        "Both 'token_period' and deprecated 'period' value supplied, ignoring the deprecated value");
        assertThat(read("r3")).contains("\"period\":0", "\"token_period\":10800");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"token_type":"bogus"} | invalid 'token_type' value
                    {"token_type":""} | invalid 'token_type' value
                    {"token_type":"batch"} | batch tokens are not available yet
                    {"token_type":"default-batch"} | batch tokens are not available yet
                    {"token_bound_cidrs":"zz"} | error parsing role fields
                    {"token_period":"-1h"} | token_period must be positive
                    {"token_num_uses":-3} | 'token_num_uses' cannot be negative
                    """)
    void refuses(String json, String error) {
        assertThatThrownBy(() -> write("r4", json)).hasMessageContaining(error);
        assertThatThrownBy(() -> read("r4")).isInstanceOf(RequestFailure.class);
    }

    @Test
    void listsAndDeletes() {
        assertThatThrownBy(() -> desk.list("auth/token/roles/", "root"))
                .isInstanceOf(RequestFailure.class);
        write("b", "{}");
        write("a", "{}");
        assertThat(TokenDesk.data(desk.list("auth/token/roles/", "root")).toString())
                .isEqualTo("{\"keys\":[\"a\",\"b\"]}");
        for (int i = 0; i < 2; i++) {
            assertThat(desk.send(Operation.DELETE, "auth/token/roles/a", "", "root").status())
                    .isEqualTo(204);
        }
        assertThatThrownBy(() -> create("a", "{}")).hasMessageContaining("unknown role a");
    }

    @Test
    void theStricterOfRoleAndRequestCounts() {
        write(
                "r2",
                "{\"token_period\":\"1h\",\"token_explicit_max_ttl\":\"2h\",\"token_num_uses\":2,"
                        + "\"path_suffix\":\"suf\",\"token_bound_cidrs\":\"127.0.0.1\",\"renewable\":false,\"orphan\":true}");

        Response response =
                create(
                        "r2",
                        "{\"policies\":[\"default\"],\"num_uses\":9,\"ttl\":\"30m\",\"period\":\"5h\",\"explicit_max_ttl\":\"7h\"}");
        AuthGrant grant = TokenDesk.grant(response);

        assertThat(response.warnings())
                .containsExactly(
                        "Explicit max TTL specified both during creation call and in role; using the lesser value of 7200 seconds",
                        "Period specified both during creation call and in role; using the lesser value of 3600 seconds");
        assertThat(grant.leaseDuration()).isEqualTo(3_600);
        assertThat(grant.numUses()).isEqualTo(2);
        assertThat(grant.renewable()).isFalse();
        assertThat(grant.orphan()).isTrue();
        ObjectNode shown = lookup(grant);
        assertThat(shown.get("path").stringValue()).isEqualTo("auth/token/create/r2/suf");
        assertThat(shown.get("role").stringValue()).isEqualTo("r2");
        assertThat(shown.get("period").intValue()).isEqualTo(18_000);
        assertThat(shown.get("explicit_max_ttl").intValue()).isEqualTo(25_200);
        assertThat(shown.get("bound_cidrs").toString()).isEqualTo("[\"127.0.0.1\"]");
    }

    @Test
    void aTokenIsOnlyTakenFromItsAddresses() {
        write("c", "{\"token_bound_cidrs\":[\"10.0.0.0/8\",\"::1\"]}");
        String token = TokenDesk.grant(create("c", "{\"policies\":[\"root\"]}")).clientToken();

        assertThat(desk.lives(token)).isFalse();
        desk.from("10.1.2.3");
        assertThat(desk.lives(token)).isTrue();
        String child = desk.create("{\"policies\":[\"default\"]}", token).clientToken();
        desk.from("::1");
        assertThat(desk.lives(child)).isTrue();
        desk.from("not an address");
        assertThat(desk.lives(token)).isFalse();
        desk.from("127.0.0.1");
        assertThat(desk.lives(child)).as("a child inherits them").isFalse();
    }

    @Test
    void renewalFollowsTheRoleAsItIsNow() {
        write("p", "{\"token_period\":\"1h\"}");
        String token = TokenDesk.grant(create("p", "{\"policies\":[\"default\"]}")).clientToken();
        write("p", "{\"token_period\":\"10m\"}");

        String json = "{\"token\":\"" + token + "\"}";
        assertThat(TokenDesk.grant(desk.post("auth/token/renew", json, "root")).leaseDuration())
                .isEqualTo(600);
        desk.send(Operation.DELETE, "auth/token/roles/p", "", "root");
        assertThatThrownBy(() -> desk.post("auth/token/renew", json, "root"))
                .hasMessageContaining("role does not exist");
    }

    @Test
    void aCallerWithoutRightsGetsOnlyWhatTheRoleGives() {
        write("ops", "{\"allowed_policies\":\"ops\"}");
        desk.policy("ops", "path \"x\" { capabilities = [\"read\"] }");
        desk.policy("maker", "path \"auth/token/create/ops\" { capabilities = [\"update\"] }");
        String maker = desk.create("{\"policies\":[\"maker\"]}", "root").clientToken();

        AuthGrant grant = TokenDesk.grant(desk.post("auth/token/create/ops", "{}", maker));

        assertThat(grant.policies()).containsExactly("default", "ops");
        assertThatThrownBy(() ->
                        desk.post("auth/token/create/ops", "{\"policies\":[\"maker\"]}", maker))
                .hasMessageContaining("must be subset of the role's allowed policies");
        assertThatThrownBy(() -> desk.post("auth/token/create", "{}", maker))
                .isInstanceOf(RequestFailure.class);
    }
}
