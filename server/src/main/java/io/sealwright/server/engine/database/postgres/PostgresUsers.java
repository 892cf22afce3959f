package io.sealwright.server.engine.database.postgres;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.Users;
import io.sealwright.server.engine.database.sql.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.postgresql.util.PasswordUtil;

/**
 * Users of one database server. Each method is one change, in one transaction unless it says
 * otherwise; what it throws holds no secret. Thread-safe.
 */
final class PostgresUsers implements Users {
    private static final List<String> CHANGE_PASSWORD =
            List.of("ALTER ROLE \"{{username}}\" WITH PASSWORD '{{password}}'");
    private static final List<String> CHANGE_EXPIRATION =
            List.of("ALTER ROLE \"{{name}}\" VALID UNTIL '{{expiration}}'");
    private static final DateTimeFormatter EXPIRATION =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssxx").withZone(ZoneOffset.UTC);

    /** What the statements of somebody else may have left behind in a pooled connection. */
    private static final String AS_NEW =
            "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; SET standard_conforming_strings = on; SET TIME ZONE 'UTC'";

    /** Of errors: no such role, table or schema. */
    private static final Set<String> ABSENT = Set.of("42704", "42P01", "3F000");

    private final DataSource source;
    private final List<String> secrets;
    private final boolean hashed;
    private final Duration limit;

    /**
     * @param secrets never to be seen in an error
     * @param hashed whether statements get the hash of a password in its place
     * @param limit of time for one change, beside that for a connection
     */
    PostgresUsers(DataSource source, List<String> secrets, boolean hashed, Duration limit) {
        this.source = source;
        this.secrets = List.copyOf(secrets);
        this.hashed = hashed;
        this.limit = limit;
    }

    /** Work on an open connection. */
    private interface Work {
        void on(Session session) throws SQLException;
    }

    @Override
    public void reach() {
        session(List.of(), _ -> {});
    }

    @Override
    public boolean exists(String username) {
        AtomicBoolean found = new AtomicBoolean();
        session(List.of(), session -> found.set(session.exists(username)));
        return found.get();
    }

    @Override
    public void create(String username, String password, Instant expires, List<String> statements) {
        String shown = inStatements(password);
        change(
                username,
                List.of(password, shown),
                filled(
                        statements,
                        Map.of(
                                "name",
                                username,
                                "username",
                                username,
                                "password",
                                shown,
                                "expiration",
                                EXPIRATION.format(expires))));
    }

    @Override
    public void extend(String username, Instant expires, List<String> statements) {
        Map<String, String> values = names(username);
        values.put("expiration", EXPIRATION.format(expires));
        change(
                username,
                List.of(),
                filled(statements.isEmpty() ? CHANGE_EXPIRATION : statements, values));
    }

    @Override
    public void setPassword(String username, String password, List<String> statements) {
        String shown = inStatements(password);
        Map<String, String> values = names(username);
        values.put("password", shown);
        change(
                username,
                List.of(password, shown),
                filled(statements.isEmpty() ? CHANGE_PASSWORD : statements, values));
    }

    /**
     * Without statements, what it may do is revoked piece by piece first, as much of it as can be.
     */
    @Override
    public void drop(String username, List<String> statements) {
        session(
                List.of(),
                session -> {
                    boolean exists = session.exists(username);
                    if (!statements.isEmpty()) {
                        dropBy(session, filled(statements, names(username)), exists);
                    } else if (exists) {
                        new Removal(session, username).run();
                    }
                });
    }

    /** Without a user, statements that miss it have nothing to do. */
    private static void dropBy(Session session, List<String> sql, boolean exists)
            throws SQLException {
        try {
            session.transact("", sql);
        } catch (SQLException e) {
            if (exists || !ABSENT.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
        }
    }

    private static List<String> filled(List<String> statements, Map<String, String> values) {
        return Statements.filled(statements, PostgresText.DIALECT, values);
    }

    private static Map<String, String> names(String username) {
        Map<String, String> values = new HashMap<>();
        values.put("name", username);
        values.put("username", username);
        return values;
    }

    private String inStatements(String password) {
        if (!hashed) {
            return password;
        }
        try {
            return PasswordUtil.encodeScramSha256(password.toCharArray());
        } catch (IllegalArgumentException e) {
            throw DatabaseException.misconfigured(
                    "the password policy makes passwords that SCRAM-SHA-256 does not take");
        }
    }

    private void change(String username, List<String> hidden, List<String> sql) {
        session(hidden, session -> session.transact(username, sql));
    }

    private void session(List<String> hidden, Work work) {
        try (Connection connection = source.getConnection()) {
            work.on(new Session(connection, limit));
        } catch (SQLException e) {
            List<String> all = new ArrayList<>(secrets);
            all.addAll(hidden);
            throw Failures.of(e, all);
        }
    }

    /** One connection while one change is made. */
    static final class Session {
        private static final Duration GRACE = Duration.ofSeconds(5);

        private final Connection connection;
        private final long end;

        Session(Connection connection, Duration limit) throws SQLException {
            this.connection = connection;
            this.end = System.nanoTime() + limit.toNanos();
            connection.setNetworkTimeout(
                    Runnable::run, Math.toIntExact(limit.plus(GRACE).toMillis()));
            try (Statement statement = connection.createStatement()) {
                statement.execute(AS_NEW);
            }
        }

        /** Runs all of them or none. */
        void transact(String username, List<String> sql) throws SQLException {
            connection.setAutoCommit(false);
            try {
                if (!username.isEmpty()) {
                    lock(username);
                }
                for (String one : sql) {
                    limited("SET LOCAL", one);
                }
                connection.commit();
            } catch (SQLException e) {
                rollBack();
                throw e;
            }
            connection.setAutoCommit(true);
        }

        private void rollBack() {
            try {
                connection.rollback();
                connection.setAutoCommit(true);
            } catch (SQLException _) {
                // The connection is gone, and the pool finds that out.
            }
        }

        /** Runs one, by itself. */
        void run(String sql) throws SQLException {
            limited("SET", sql);
        }

        private void limited(String set, String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.execute(set + " statement_timeout = " + left());
                statement.execute(sql);
            }
        }

        /** Whether there is such a user, once whoever is making or changing it has done. */
        boolean exists(String username) throws SQLException {
            connection.setAutoCommit(false);
            try {
                lock(username);
                boolean found =
                        !all("SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = ?", username)
                                .isEmpty();
                connection.commit();
                connection.setAutoCommit(true);
                return found;
            } catch (SQLException e) {
                rollBack();
                throw e;
            }
        }

        /** Held until the transaction is over on the server, also if this node dies meanwhile. */
        private void lock(String username) throws SQLException {
            all("SELECT pg_advisory_xact_lock(hashtext('sealwright'), hashtext(?))", username);
        }

        /** The first column of what a query finds. */
        List<String> all(String sql, String value) throws SQLException {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setQueryTimeout(Math.toIntExact(left() / 1_000 + 1));
                query.setString(1, value);
                List<String> found = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.add(String.valueOf(rows.getString(1)));
                    }
                }
                return found;
            }
        }

        private long left() throws SQLException {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new SQLException("no time left", "57014");
            }
            return millis;
        }
    }
}
