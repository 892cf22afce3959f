package io.sealwright.server.auth.approle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Operation;
import io.sealwright.server.token.TokenDesk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Roles: what they keep, show and refuse. */
final class ApproleTest extends ApproleFixture {
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
}
