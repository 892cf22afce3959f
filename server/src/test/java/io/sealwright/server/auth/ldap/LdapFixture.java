package io.sealwright.server.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.testing.Authority;
import io.sealwright.server.token.TokenDesk;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The auth method beside a directory in which there are alice and bob, and alice's group devs. */
abstract class LdapFixture {
    static final String WRONG = "ldap operation failed: failed to bind as user";
    static final String EMPTY =
            "password cannot be of zero length when passwordless binds are being denied";
    static final String ALICE = "uid=alice," + TestDirectory.PEOPLE;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    final TokenDesk desk = new TokenDesk();
    final Authority authority = new Authority();
    final TestDirectory directory = new TestDirectory(authority.server());

    final EngineType type = LdapParts.of(desk);
    final Mount mount = desk.enable("auth/ldap/", type);

    @BeforeEach
    void people() {
        directory.person("alice", "alices-password");
        directory.person("bob", "bobs-password");
        directory.group("Devs", ALICE);
    }

    @AfterEach
    void close() {
        directory.close();
        desk.close();
    }

    /** Somebody searches. */
    static ObjectNode searching(String url) {
        return direct(url)
                .put("binddn", TestDirectory.FINDER)
                .put("bindpass", TestDirectory.FINDERS);
    }

    /** Nobody searches: users bind with what their names make. */
    static ObjectNode direct(String url) {
        return MAPPER.createObjectNode()
                .put("url", url)
                .put("userdn", TestDirectory.PEOPLE)
                .put("userattr", "uid")
                .put("groupdn", TestDirectory.GROUPS);
    }

    final Response configure(ObjectNode config) {
        Response response = post("config", config.toString());
        directory.asked();
        return response;
    }

    final Response post(String path, String json) {
        return desk.post("auth/ldap/" + path, json, "root");
    }

    final ObjectNode read(String path) {
        return TokenDesk.data(desk.get("auth/ldap/" + path, "root"));
    }

    final Response login(String name, String password) {
        ObjectNode body = MAPPER.createObjectNode().put("password", password);
        return desk.post("auth/ldap/login/" + name, body.toString(), "");
    }

    final AuthGrant granted(String name, String password) {
        return TokenDesk.grant(login(name, password));
    }

    final AuthGrant renewed(AuthGrant grant) {
        return TokenDesk.grant(desk.post("auth/token/renew-self", "{}", grant.clientToken()));
    }

    /** With that message, and without a trace but what counts failed logins. */
    static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        e ->
                                assertThat(e.failure())
                                        .isEqualTo(new Failure.InvalidRequest(List.of(message))));
    }

    static void denied(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        e ->
                                assertThat(e.failure())
                                        .isEqualTo(
                                                new Failure.PermissionDenied("permission denied")));
    }
}
