package io.sealwright.server.engine.database.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.engine.database.spi.ConnectionSettings;
import io.sealwright.server.engine.database.spi.ConnectionSettings.Address;
import io.sealwright.server.engine.database.spi.Database;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.Users;
import io.sealwright.server.testing.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** With a real Redis; {@code .ci/run} installs it. */
@EnabledIf(
        value = "io.sealwright.server.testing.RedisServer#isInstalled",
        disabledReason = "no Redis: .ci/run installs redis-server")
class RedisUsersIT {
    private static final Instant LATER = Instant.parse("2030-01-02T03:04:05Z");
    private static final List<String> RULES = List.of("[\"~app:*\", \"+@read\"]");

    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = new RedisServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Database database(String username, String... passwords) {
        return Redis.open(
                new ConnectionSettings(
                        new Address("", false, "127.0.0.1", server.port(), false, "aclfile"),
                        username,
                        List.of(passwords),
                        false,
                        ConnectionSettings.Tls.NONE,
                        new ConnectionSettings.Pooling(2, 0, Duration.ZERO)));
    }

    private static Database admin() {
        return database("default", RedisServer.PASSWORD);
    }

    @Test
    void usersComeChangeAndGoAndAreWrittenDown() {
        Users users = admin().users(Duration.ofSeconds(5));
        users.create("u\">_+@all;DELUSER", "old >+@all", LATER, RULES);
        assertThat(server.letsIn("u\">_+@all;DELUSER", "old >+@all")).isTrue();
        assertThat(server.letsIn("default", RedisServer.PASSWORD)).isTrue();
        users.drop("u\">_+@all;DELUSER", List.of());
        users.create("u", "old", LATER, RULES);
        assertThat(server.users()).contains("user u on").contains("~app:*");
        users.setPassword("u", "new", List.of());
        assertThat(server.letsIn("u", "new")).isTrue();
        assertThat(server.letsIn("u", "old")).isFalse();
        users.drop("u", List.of());
        users.drop("u", List.of());
        assertThat(server.users()).doesNotContain("user u on");
    }

    @Test
    void nobodyIsTakenOverAndNobodyIsMadeByTheWay() {
        Users users = admin().users(Duration.ofSeconds(5));
        assertThatThrownBy(() -> users.create("default", "p", LATER, RULES))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("already");
        assertThatThrownBy(() -> users.setPassword("nobody", "p", List.of()))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("nobody");
        assertThat(server.letsIn("default", RedisServer.PASSWORD)).isTrue();
        assertThat(server.letsIn("nobody", "p")).isFalse();
    }

    /** A user that may do next to nothing can log in, and log in alone. */
    @Test
    void itLogsInWithEitherPasswordWhileThereAreTwo() {
        Users users = admin().users(Duration.ofSeconds(5));
        users.create("few", "right", LATER, List.of("+get"));
        database("few", "wrong", "right").verify();
        assertThatThrownBy(() -> database("few", "wrong").verify())
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        e -> assertThat(e.kind()).isEqualTo(DatabaseException.Kind.DENIED));
        assertThatThrownBy(() ->
                        database("few", "right")
                                .users(Duration.ofSeconds(5))
                                .drop("default", List.of()))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("NOPERM");
        users.drop("few", List.of());
    }

    @Test
    void errorsTellRulesAndNoPasswords() {
        Users users = admin().users(Duration.ofSeconds(5));
        assertThatThrownBy(() -> users.create("n", "hunter2-x", LATER, List.of("+nosuchcommand")))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("+nosuchcommand")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> users.create("with space", "hunter2-x", LATER, RULES))
                .isInstanceOf(DatabaseException.class)
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> users.extend("n", LATER, List.of("x")))
                .isInstanceOf(DatabaseException.class);
    }

    @Test
    void nobodyAnswers() {
        Database database =
                Redis.open(
                        new ConnectionSettings(
                                new Address("", false, "127.0.0.1", 1, false, ""),
                                "u",
                                List.of("p"),
                                false,
                                ConnectionSettings.Tls.NONE,
                                new ConnectionSettings.Pooling(2, 0, Duration.ZERO)));
        assertThatThrownBy(database::verify)
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        e -> assertThat(e.kind()).isEqualTo(DatabaseException.Kind.UNREACHABLE));
    }
}
