package io.sealwright.server.engine.database.postgres;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Opens connections. While a password is being changed there are two, of which one works: the
 * second is tried where the first is refused. Thread-safe.
 */
final class PostgresSource implements DataSource {
    private static final Driver DRIVER = new Driver();

    private final List<Target> targets = new ArrayList<>();

    /**
     * @throws DatabaseException if the settings cannot work
     */
    PostgresSource(ConnectionSettings settings) {
        settings.passwords().forEach(password -> targets.add(Target.of(settings, password)));
    }

    /** The passwords that it logs in with. */
    List<String> secrets() {
        return targets.stream().map(Target::password).toList();
    }

    boolean isPlainElsewhere() {
        return targets.getFirst().isPlainElsewhere();
    }

    @Override
    public Connection getConnection() throws SQLException {
        SQLException refused = null;
        for (Target target : targets) {
            try {
                return opened(target);
            } catch (SQLException e) {
                String state = e.getSQLState();
                if (state == null || !state.startsWith("28")) {
                    throw e;
                }
                refused = e;
            }
        }
        throw refused == null ? new SQLException("no password", "28000") : refused;
    }

    private static Connection opened(Target target) throws SQLException {
        Connection opened = DRIVER.connect(target.url(), target.properties());
        if (opened == null) {
            throw new SQLException("not a URL of the driver", "08001");
        }
        return opened;
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {}

    /** A pool sets one; ours is fixed. */
    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return Target.CONNECT_SECONDS;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }

    @Override
    public String toString() {
        return "PostgresSource";
    }
}
