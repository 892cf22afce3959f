package io.sealwright.server.engine.database.sql;

import io.sealwright.server.engine.database.spi.Database;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections. While a password is being changed there are two, of which one works: the
 * second is tried where the first is refused. Thread-safe.
 */
public final class LoginSource implements DataSource {
    private final List<? extends Login> logins;

    /**
     * @param logins at least one
     */
    public LoginSource(List<? extends Login> logins) {
        this.logins = List.copyOf(logins);
    }

    /** The passwords that it logs in with. */
    public List<String> secrets() {
        return logins.stream().map(Login::password).toList();
    }

    boolean isPlainElsewhere() {
        return logins.getFirst().isPlainElsewhere();
    }

    @Override
    public Connection getConnection() throws SQLException {
        SQLException refused = null;
        for (Login login : logins) {
            try {
                return login.open();
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
        return Math.toIntExact(Database.CONNECT.toSeconds());
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
        return "LoginSource";
    }
}
