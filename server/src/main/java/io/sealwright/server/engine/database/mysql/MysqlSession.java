package io.sealwright.server.engine.database.mysql;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.DatabaseException.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One connection while one user is changed. Nobody else of ours changes the same user meanwhile;
 * that holds until the server has done, also if this node dies.
 */
final class MysqlSession implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int LOCK_DIGITS = 40;

    /** From MySQL 8.0 on there is nothing to turn off. */
    private static final String MODES = "STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION";

    private static final String NO_USERS_BY_GRANT = ",NO_AUTO_CREATE_USER";
    private static final int WITHOUT_USERS_BY_GRANT = 8;

    private final Connection connection;
    private final Duration limit;
    private final String lock;

    /**
     * @throws DatabaseException if another change of this user goes on for longer than the limit
     */
    MysqlSession(Connection connection, String username, Duration limit) throws SQLException {
        this.connection = connection;
        this.limit = limit;
        this.lock = "'sealwright/" + digest(username) + "'";
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(limit.plus(GRACE).toMillis()));
        asNew();
        String free = all("SELECT GET_LOCK(" + lock + ", " + limit.toSeconds() + ")").getFirst();
        if (!free.equals("1")) {
            throw new DatabaseException(
                    Kind.UNREACHABLE, "another change of this user is still going on", "");
        }
    }

    /** What the statements of somebody else may have left behind in a pooled connection. */
    private void asNew() throws SQLException {
        boolean mariadb = connection.getMetaData().getDatabaseProductName().equals("MariaDB");
        boolean byGrant =
                mariadb
                        || connection.getMetaData().getDatabaseMajorVersion()
                                < WITHOUT_USERS_BY_GRANT;
        run("SET NAMES utf8mb4");
        run(
                "SET SESSION sql_mode = '"
                        + MODES
                        + (byGrant ? NO_USERS_BY_GRANT : "")
                        + "', time_zone = '+00:00', autocommit = 1"
                        + (mariadb ? ", max_statement_time = " + limit.toSeconds() : ""));
    }

    private static String digest(String username) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(username.getBytes(StandardCharsets.UTF_8)))
                    .substring(0, LOCK_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-256", e);
        }
    }

    /** Runs all of them, as far as it gets: the server commits at each change of a user. */
    void runAll(List<String> sql) throws SQLException {
        connection.setAutoCommit(false);
        try {
            for (String one : sql) {
                run(one);
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    /** The first column of what a query finds. */
    List<String> all(String sql, String... values) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setString(i + 1, values[i]);
            }
            List<String> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(String.valueOf(rows.getString(1)));
                }
            }
            return found;
        }
    }

    @Override
    public void close() throws SQLException {
        all("SELECT RELEASE_LOCK(" + lock + ")");
    }
}
