package io.sealwright.server.auth.approle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.TokenDesk;
import io.sealwright.storage.Keys;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Secret ids: shown once, bounded by their role, and gone when they are. */
final class ApproleSecretIdTest extends ApproleFixture {
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
}
