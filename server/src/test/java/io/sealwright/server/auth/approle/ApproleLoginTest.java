package io.sealwright.server.auth.approle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.server.spi.Response;
import io.sealwright.server.token.TokenDesk;
import io.sealwright.storage.Keys;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Logins by AppRole, and what becomes of their tokens. */
final class ApproleLoginTest extends ApproleFixture {
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
