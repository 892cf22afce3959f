package io.sealwright.server.auth.approle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.token.TokenDesk;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.node.ObjectNode;

/**
 * A mount of AppRole, and short words for what is asked of it. Expectations are as seen at the
 * peer, except where a name says otherwise.
 */
abstract class ApproleFixture {
    static final String INVALID = "invalid role or secret ID";

    final TokenDesk desk = new TokenDesk();
    Mount mount;

    @BeforeEach
    void enable() {
        mount = desk.enable("auth/approle/", ApproleParts.of(desk));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    Response post(String path, String json) {
        return desk.post("auth/approle/" + path, json, "root");
    }

    ObjectNode read(String path) {
        return TokenDesk.data(desk.get("auth/approle/" + path, "root"));
    }

    Response login(String roleId, String secretId) {
        return desk.post(
                "auth/approle/login",
                "{\"role_id\":\"" + roleId + "\",\"secret_id\":\"" + secretId + "\"}",
                "");
    }

    /** A role that is called like its role id, with the secret id "s". */
    void role(String name, String json) {
        post("role/" + name, "{\"role_id\":\"" + name + "\"" + json + "}");
        post("role/" + name + "/custom-secret-id", "{\"secret_id\":\"s\"}");
    }

    AuthGrant granted(String roleId) {
        return TokenDesk.grant(login(roleId, "s"));
    }

    AuthGrant renewed(AuthGrant grant, String json) {
        return TokenDesk.grant(desk.post("auth/token/renew-self", json, grant.clientToken()));
    }

    static void refused(ThrowingCallable call, Failure failure) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RequestFailure.class, e -> assertThat(e.failure()).isEqualTo(failure));
    }

    static Failure invalid(String message) {
        return new Failure.InvalidRequest(List.of(message));
    }

    static Failure missing() {
        return new Failure.NotFound(List.of(), null);
    }
}
