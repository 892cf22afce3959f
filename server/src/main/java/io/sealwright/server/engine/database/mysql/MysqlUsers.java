package io.sealwright.server.engine.database.mysql;

import io.sealwright.server.engine.database.spi.Database;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.DatabaseException.Kind;
import io.sealwright.server.engine.database.spi.Users;
import io.sealwright.server.engine.database.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/**
 * Users of a MySQL or MariaDB server. Where nobody says otherwise, a user is the one at {@code %}.
 * The server has no transactions around users: what fails in the middle leaves behind what was done
 * before it, until the user is dropped. Thread-safe.
 */
final class MysqlUsers implements Users {
    private static final List<String> CHANGE_PASSWORD =
            List.of("ALTER USER '{{username}}'@'%' IDENTIFIED BY '{{password}}'");
    private static final String HOSTS = "SELECT Host FROM mysql.user WHERE User = ?";
    private static final DateTimeFormatter EXPIRATION =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssxx").withZone(ZoneOffset.UTC);

    /** Of errors: no such user, role or grant. */
    private static final Set<Integer> ABSENT = Set.of(1133, 1141, 1269, 1396, 1959);

    /** Of errors: the list of users is not ours to read. */
    private static final Set<Integer> NOT_SHOWN = Set.of(1044, 1142, 1143, 1227, 1356, 1370);

    private final DataSource source;
    private final List<String> secrets;
    private final Duration limit;

    MysqlUsers(DataSource source, List<String> secrets, Duration limit) {
        this.source = source;
        this.secrets = List.copyOf(secrets);
        this.limit = limit;
    }

    /** Work on an open connection. */
    private interface Work {
        void on(MysqlSession session) throws SQLException;
    }

    @Override
    public void reach() {
        try (Connection connection = source.getConnection()) {
            if (!connection.isValid(Math.toIntExact(Database.CONNECT.toSeconds()))) {
                throw new SQLException("no answer", "08006");
            }
        } catch (SQLException e) {
            throw Failures.of(e, secrets);
        }
    }

    /** False where the list of users is not ours to read. */
    @Override
    public boolean exists(String username) {
        AtomicBoolean found = new AtomicBoolean();
        session(
                username,
                List.of(),
                session -> found.set(!hosts(session, username).orElse(List.of()).isEmpty()));
        return found.get();
    }

    @Override
    public void create(String username, String password, Instant expires, List<String> statements) {
        Map<String, String> values = values(username);
        values.put("password", password);
        values.put("expiration", EXPIRATION.format(expires));
        change(username, List.of(password), filled(statements, values));
    }

    /**
     * The server knows of no time at which a user ends: only an operator's statements do anything.
     */
    @Override
    public void extend(String username, Instant expires, List<String> statements) {
        Map<String, String> values = values(username);
        values.put("expiration", EXPIRATION.format(expires));
        if (!statements.isEmpty()) {
            change(username, List.of(), filled(statements, values));
        }
    }

    @Override
    public void setPassword(String username, String password, List<String> statements) {
        Map<String, String> values = values(username);
        values.put("password", password);
        change(
                username,
                List.of(password),
                filled(statements.isEmpty() ? CHANGE_PASSWORD : statements, values));
    }

    /** Without statements, the user goes from each host at which there is one. */
    @Override
    public void drop(String username, List<String> statements) {
        List<String> sql = filled(statements, values(username));
        session(
                username,
                List.of(),
                session -> {
                    Optional<List<String>> hosts = hosts(session, username);
                    if (sql.isEmpty()) {
                        dropAt(session, username, hosts);
                    } else {
                        dropBy(session, sql, hosts.isPresent() && hosts.get().isEmpty());
                    }
                });
    }

    /** Empty if we may not know. */
    private static Optional<List<String>> hosts(MysqlSession session, String username)
            throws SQLException {
        try {
            return Optional.of(session.all(HOSTS, username));
        } catch (SQLException e) {
            if (NOT_SHOWN.contains(e.getErrorCode())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void dropAt(MysqlSession session, String username, Optional<List<String>> hosts)
            throws SQLException {
        for (String host : hosts.orElse(List.of("%"))) {
            try {
                session.run(
                        "DROP USER "
                                + MysqlText.DIALECT.inCode(username, false)
                                + "@"
                                + MysqlText.DIALECT.inCode(host, false));
            } catch (SQLException e) {
                if (hosts.isEmpty() && ABSENT.contains(e.getErrorCode())) {
                    throw new DatabaseException(
                            Kind.REFUSED,
                            "there is no such user at '%', and whether it is elsewhere cannot be seen: let the connection's user SELECT from mysql.user, or write revocation_statements",
                            "");
                }
                throw e;
            }
        }
    }

    /** Without a user, statements that miss it have nothing to do. */
    private static void dropBy(MysqlSession session, List<String> sql, boolean gone)
            throws SQLException {
        try {
            session.runAll(sql);
        } catch (SQLException e) {
            if (!gone || !ABSENT.contains(e.getErrorCode())) {
                throw e;
            }
        }
    }

    private static Map<String, String> values(String username) {
        // To the server, names are equal that differ in spaces at their ends.
        if (!username.strip().equals(username)) {
            throw DatabaseException.misconfigured("a username has no spaces at its ends");
        }
        Map<String, String> values = new HashMap<>();
        values.put("name", username);
        values.put("username", username);
        return values;
    }

    private static List<String> filled(List<String> statements, Map<String, String> values) {
        return Statements.filled(statements, MysqlText.DIALECT, values);
    }

    private void change(String username, List<String> hidden, List<String> sql) {
        session(username, hidden, session -> session.runAll(sql));
    }

    private void session(String username, List<String> hidden, Work work) {
        try (Connection connection = source.getConnection();
                MysqlSession session = new MysqlSession(connection, username, limit)) {
            work.on(session);
        } catch (SQLException e) {
            List<String> all = new ArrayList<>(secrets);
            all.addAll(hidden);
            throw Failures.of(e, all);
        }
    }
}
