package io.sealwright.server.auth.userpass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Operation;
import io.sealwright.server.lockout.LockoutParts;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.token.TokenDesk;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Expectations as seen at the peer, except where a name says otherwise. */
class UserpassTest {
    private static final String INVALID = "invalid username or password";

    /** Of "U*U", from the vectors of the first bcrypt libraries. */
    private static final String HASH =
            "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

    private final TokenDesk desk = new TokenDesk();

    @BeforeEach
    void enable() {
        desk.enable("auth/userpass/", UserpassParts.of(desk));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private Response post(String path, String json) {
        return desk.post("auth/userpass/" + path, json, "root");
    }

    private ObjectNode read(String name) {
        return TokenDesk.data(desk.get("auth/userpass/users/" + name, "root"));
    }

    private Response login(String name, String password) {
        return desk.post("auth/userpass/login/" + name, "{\"password\":\"" + password + "\"}", "");
    }

    private AuthGrant renewed(AuthGrant grant) {
        return TokenDesk.grant(desk.post("auth/token/renew-self", "{}", grant.clientToken()));
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        e ->
                                assertThat(e.failure())
                                        .isEqualTo(new Failure.InvalidRequest(List.of(message))));
    }

    @Test
    void aUserReadsAsThePeersWithoutThePassword() {
        assertThat(
                        post("users/Alice", "{\"password\":\"pw1\",\"token_policies\":\"b,a,A\"}")
                                .status())
                .isEqualTo(204);

        assertThat(read("ALICE").toString())
                .isEqualTo(
                        "{\"token_bound_cidrs\":[],\"token_explicit_max_ttl\":0,\"token_max_ttl\":0,"
                                + "\"token_no_default_policy\":false,\"token_num_uses\":0,\"token_period\":0,"
                                + "\"token_policies\":[\"b\",\"a\",\"A\"],\"token_strictly_bind_ip\":false,\"token_ttl\":0,"
                                + "\"token_type\":\"default\"}");
        assertThat(TokenDesk.data(desk.list("auth/userpass/users/", "root")).toString())
                .isEqualTo("{\"keys\":[\"alice\"]}");
    }

    @Test
    void oldNamesShowUntilTheNewOnesAreUsed() {
        post(
                "users/old",
                "{\"password\":\"p\",\"policies\":\"a,b\",\"ttl\":\"5m\",\"max_ttl\":\"10m\",\"bound_cidrs\":\"127.0.0.1\"}");
        ObjectNode old = read("old");
        post("users/old", "{\"token_ttl\":\"6m\"}");
        post("users/old", "{\"policies\":\"q\",\"token_policies\":\"r\"}");
        ObjectNode later = read("old");

        assertThat(old.get("ttl").asLong()).isEqualTo(300);
        assertThat(old.get("max_ttl").asLong()).isEqualTo(600);
        assertThat(old.get("bound_cidrs").toString()).isEqualTo("[\"127.0.0.1\"]");
        assertThat(later.has("ttl")).isFalse();
        assertThat(later.get("policies").toString()).isEqualTo("[\"r\"]");
        assertThat(later.get("token_policies").toString()).isEqualTo("[\"r\"]");
    }

    @Test
    void aLoginSaysWhatItIs() {
        post(
                "users/alice",
                "{\"password\":\"pw1\",\"token_policies\":\"b,a\",\"token_ttl\":\"5m\"}");
        AuthGrant grant = TokenDesk.grant(login("ALICE", "pw1"));

        assertThat(grant.policies()).containsExactly("a", "b", "default");
        assertThat(grant.metadata()).hasSize(1).containsEntry("username", "alice");
        assertThat(grant.leaseDuration()).isEqualTo(300);
        ObjectNode shown = TokenDesk.data(desk.get("auth/token/lookup-self", grant.clientToken()));
        assertThat(shown.get("display_name").asString()).isEqualTo("userpass-alice");
        assertThat(shown.get("path").asString()).isEqualTo("auth/userpass/login/ALICE");
    }

    @Test
    void aWrongPasswordAndAWrongNameGetTheSameAnswerAndLeaveNoToken() {
        post("users/alice", "{\"password\":\"pw1\"}");
        int tokens = desk.stored();

        refused(() -> login("alice", "pw2"), INVALID);
        refused(() -> login("nobody", "pw1"), INVALID);
        refused(() -> login("alice", ""), "missing password");
        refused(() -> login("nobody", ""), "missing password");
        // Nothing but what forgets the two counters.
        assertThat(desk.stored()).isEqualTo(tokens + 2);
    }

    @Test
    void aNameThatDoesNotExistCostsAHashToo() {
        desk.enable("auth/busy/", UserpassParts.of(desk, LockoutParts.of(desk), 0));
        desk.post("auth/busy/users/alice", "{\"password_hash\":\"" + HASH + "\"}", "root");

        for (String name : List.of("alice", "nobody")) {
            assertThatThrownBy(
                            () -> desk.post("auth/busy/login/" + name, "{\"password\":\"p\"}", ""))
                    .hasMessageContaining("too many passwords");
        }
    }

    @Test
    void aPasswordCanBeChanged() {
        post("users/alice", "{\"password\":\"pw1\"}");
        post("users/alice/password", "{\"password\":\"pw2\"}");

        refused(() -> login("alice", "pw1"), INVALID);
        assertThat(login("alice", "pw2").status()).isEqualTo(200);
        post("users/alice", "{\"token_ttl\":\"5m\"}");
        assertThat(login("alice", "pw2").status()).isEqualTo(200);
        refused(
                () -> post("users/none/password", "{\"password\":\"pw2\"}"),
                "username does not exist");
        refused(
                () -> post("users/alice/password", "{}"),
                "must provide either password or password_hash");
    }

    @Test
    void aPasswordIsAtMost72BytesLong() {
        String most = "x".repeat(72);
        post("users/long", "{\"password\":\"" + most + "\"}");

        assertThat(login("long", most).status()).isEqualTo(200);
        refused(
                () -> post("users/more", "{\"password\":\"" + most + "x\"}"),
                "bcrypt: password length exceeds 72 bytes");
        refused(
                () -> post("users/more", "{\"password\":\"" + "ä".repeat(37) + "\"}"),
                "bcrypt: password length exceeds 72 bytes");
        // As the peer: bcrypt does not see what is behind.
        assertThat(login("long", most + "y").status()).isEqualTo(200);
        refused(() -> login("nobody", most + "y"), INVALID);
    }

    @Test
    void aHashCanBeGivenInPlaceOfThePassword() {
        post("users/hashed", "{\"password_hash\":\"" + HASH + "\"}");

        assertThat(login("hashed", "U*U").status()).isEqualTo(200);
        refused(() -> login("hashed", "U*V"), INVALID);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{}|must provide either password or password_hash",
                "{\"password\":\"\"}|must provide either password or password_hash",
                "{\"password_hash\":\"nope\"}|password_hash is not a valid bcrypt hash",
                "{\"password\":\"a\",\"password_hash\":\"nope\"}|only one of password or password_hash may be provided",
                "{\"password_hash\":\"$2a$04$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\"}"
                        + "|bcrypt cost of 4 is too low, want 5 at minimum",
                "{\"password_hash\":\"$2a$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\"}"
                        + "|bcrypt cost of 31 exceeds maximum cost of 12",
                "{\"password\":\"p\",\"token_ttl\":\"2h\",\"token_max_ttl\":\"1h\"}"
                        + "|'token_ttl' cannot be greater than 'token_max_ttl'",
            })
    void aBadUserIsRefusedAndNotStored(String json, String message) {
        refused(() -> post("users/bad", json), message);
        assertThatThrownBy(() -> read("bad")).isInstanceOf(RequestFailure.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sp ace", "a@b", "-b", "b.", "ä", "ALİCE", "\u212A"})
    void aNameThatIsNoneLeadsNowhere(String name) {
        assertThatThrownBy(() -> post("users/" + name, "{\"password\":\"p\"}"))
                .hasMessageContaining("unsupported path");
        assertThatThrownBy(() -> login(name, "p")).hasMessageContaining("unsupported path");
    }

    @Test
    void addressesBindLogins() {
        post("users/cidr", "{\"password\":\"p\",\"token_bound_cidrs\":\"10.0.0.0/8\"}");

        assertThatThrownBy(() -> login("cidr", "p")).hasMessageContaining("permission denied");
        refused(() -> login("cidr", "bad"), INVALID);
        desk.from("10.0.0.1");
        assertThat(login("cidr", "p").status()).isEqualTo(200);
    }

    @Test
    void rootIsNeverGranted() {
        post("users/root", "{\"password\":\"p\",\"token_policies\":\"root\"}");

        refused(() -> login("root", "p"), "auth methods cannot create root tokens");
    }

    @Test
    void renewalFollowsTheUser() {
        post("users/alice", "{\"password\":\"p\",\"token_policies\":\"b,a,A\"}");
        AuthGrant grant = TokenDesk.grant(login("alice", "p"));
        post("users/alice", "{\"token_ttl\":\"5m\"}");

        assertThat(renewed(grant).leaseDuration()).isEqualTo(300);
        post("users/alice/policies", "{\"token_policies\":\"default,a,b\"}");
        assertThat(renewed(grant).leaseDuration()).isEqualTo(300);
        post("users/alice/policies", "{\"policies\":\"c\"}");
        refused(
                () -> renewed(grant),
                "1 error occurred:\n\t* failed to renew entry: policies have changed, not renewing\n\n");
        desk.send(Operation.DELETE, "auth/userpass/users/Alice", "", "root");
        refused(
                () -> renewed(grant),
                "1 error occurred:\n\t* failed to renew entry: the user does not exist any more\n\n");
        assertThat(desk.lives(grant.clientToken())).isTrue();
    }

    @Test
    void tokensEndWithTheirMount() {
        post("users/alice", "{\"password\":\"p\"}");
        AuthGrant grant = TokenDesk.grant(login("alice", "p"));
        desk.disable("auth/userpass/");
        desk.enable("auth/userpass/", UserpassParts.of(desk));

        assertThat(desk.lives(grant.clientToken())).isFalse();
        refused(() -> login("alice", "p"), INVALID);
    }
}
