package io.sealwright.server.engine.database.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.engine.database.spi.ConnectionSettings;
import io.sealwright.server.engine.database.spi.ConnectionSettings.Address;
import io.sealwright.server.engine.database.spi.Database;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.Users;
import io.sealwright.server.testing.MariaDb;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** With a real MariaDB that reads SQL in an unusual mode; {@code .ci/run} installs it. */
@EnabledIf(
        value = "io.sealwright.server.testing.MariaDb#isInstalled",
        disabledReason = "no MariaDB: .ci/run installs mariadb-server-core")
class MysqlUsersIT {
    private static final Instant LATER = Instant.parse("2030-01-02T03:04:05Z");
    private static final List<String> CREATE =
            List.of("CREATE USER '{{name}}'@'%' IDENTIFIED BY '{{password}}'");

    private static MariaDb server;

    @BeforeAll
    static void start() {
        server = new MariaDb("ANSI_QUOTES,NO_BACKSLASH_ESCAPES");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Database database(String... passwords) {
        return Mysql.open(
                new ConnectionSettings(
                        Address.of(
                                "{{username}}:{{password}}@tcp(127.0.0.1:" + server.port() + ")/",
                                false),
                        MariaDb.ADMIN,
                        List.of(passwords),
                        false,
                        ConnectionSettings.Tls.NONE,
                        new ConnectionSettings.Pooling(2, 0, Duration.ZERO)));
    }

    private static List<String> names() {
        return server.sql("SELECT User FROM mysql.user");
    }

    @Test
    void hostileNamesAndPasswordsAreNothingElse() {
        try (Database database = database(MariaDb.PASSWORD)) {
            Users users = database.users(Duration.ofSeconds(10));
            for (String hostile :
                    List.of(
                            "a'; DROP USER admin; -- ",
                            "a\\'; DROP USER admin; #",
                            "a\"`; DROP USER admin; #",
                            "\\",
                            "''",
                            "'@'localhost",
                            "Unic")) {
                String name = hostile + "x";
                users.create(name, "p" + hostile, LATER, CREATE);
                assertThat(names()).contains(name);
                assertThat(server.letsIn(name, "p" + hostile)).as(hostile).isTrue();
                users.setPassword(name, "q" + hostile, List.of());
                assertThat(server.letsIn(name, "q" + hostile)).as(hostile).isTrue();
                users.extend(name, LATER, List.of());
                users.drop(name, List.of());
                assertThat(names()).doesNotContain(name).contains(MariaDb.ADMIN);
                users.drop(name, List.of());
                users.drop(name, List.of("DROP USER '{{name}}'@'%'"));
            }
        }
    }

    @Test
    void itLogsInWithEitherPasswordWhileThereAreTwo() {
        try (Database database = database("not it", MariaDb.PASSWORD)) {
            database.verify();
            database.users(Duration.ofSeconds(5)).reach();
            assertThat(database.open()).isPositive();
        }
        try (Database database = database("not it")) {
            assertThatThrownBy(database::verify)
                    .isInstanceOfSatisfying(
                            DatabaseException.class,
                            e -> assertThat(e.kind()).isEqualTo(DatabaseException.Kind.DENIED));
        }
    }

    /** A statement may change how the server reads SQL; the next one on the connection is safe. */
    @Test
    void whatStatementsLeaveBehindIsGone() {
        try (Database database = database(MariaDb.PASSWORD)) {
            Users users = database.users(Duration.ofSeconds(10));
            users.create(
                    "left\\x",
                    "p",
                    LATER,
                    List.of(
                            "SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'; SET autocommit = 0",
                            "CREATE USER `{{name}}`@'%' IDENTIFIED BY '{{password}}'"));
            users.create("then\\'u", "p\\'", LATER, CREATE);
            assertThat(names()).contains("left\\x", "then\\'u");
            assertThat(server.letsIn("then\\'u", "p\\'")).isTrue();
        }
    }

    @Test
    void aStatementHasALimitOfTime() {
        try (Database database = database(MariaDb.PASSWORD)) {
            assertThatThrownBy(() ->
                            database.users(Duration.ofSeconds(1))
                                    .create(
                                            "slow",
                                            "p",
                                            LATER,
                                            List.of(
                                                    "SELECT COUNT(*) FROM information_schema.columns a, information_schema.columns b, information_schema.columns c")))
                    .isInstanceOf(DatabaseException.class);
        }
    }

    @Test
    void anErrorDoesNotTellThePassword() {
        try (Database database = database(MariaDb.PASSWORD)) {
            Users users = database.users(Duration.ofSeconds(5));
            for (String bad :
                    List.of(
                            "CREATE USER '{{name}}'@'%' IDENTIFIED BY '{{password}}' NONSENSE",
                            "SELECT {{password}}{{password}} FROM",
                            "CREATE USER '{{password}}'@'%' IDENTIFIED WITH nosuch")) {
                assertThatThrownBy(() -> users.create("n", "hunter2-x", LATER, List.of(bad)))
                        .isInstanceOf(DatabaseException.class)
                        .hasMessageNotContaining("hunter2");
            }
        }
    }
}
