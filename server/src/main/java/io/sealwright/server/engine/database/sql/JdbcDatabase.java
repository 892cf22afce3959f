package io.sealwright.server.engine.database.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sealwright.server.engine.database.spi.ConnectionSettings.Pooling;
import io.sealwright.server.engine.database.spi.Database;
import io.sealwright.server.engine.database.spi.Users;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A database that is reached by JDBC, with a pool that begins with its first use. Thread-safe. */
public final class JdbcDatabase implements Database {
    /** After which a connection is replaced unless the configuration says otherwise. */
    private static final Duration LIFETIME = Duration.ofMinutes(30);

    private static final Duration SHORTEST_LIFETIME = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final LoginSource source;
    private final Pooling pooling;
    private final SqlProduct product;
    private @Nullable HikariDataSource pool;

    public JdbcDatabase(LoginSource source, Pooling pooling, SqlProduct product) {
        this.source = source;
        this.pooling = pooling;
        this.product = product;
    }

    @Override
    public Users users(Duration limit) {
        return product.users(pool(), source.secrets(), limit);
    }

    private synchronized HikariDataSource pool() {
        if (pool == null) {
            pool = new HikariDataSource(config());
        }
        return pool;
    }

    private HikariConfig config() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setPoolName("database");
        int most = Math.clamp(pooling.open(), 1, MAX_OPEN);
        config.setMaximumPoolSize(most);
        config.setMinimumIdle(Math.clamp(pooling.idle(), 0, most));
        config.setConnectionTimeout(WAIT.toMillis());
        config.setValidationTimeout(Duration.ofSeconds(2).toMillis());
        config.setIdleTimeout(IDLE.toMillis());
        Duration lifetime = pooling.lifetime().isZero() ? LIFETIME : pooling.lifetime();
        config.setMaxLifetime(
                (lifetime.compareTo(SHORTEST_LIFETIME) < 0 ? SHORTEST_LIFETIME : lifetime)
                        .toMillis());
        // It is made without asking the database.
        config.setInitializationFailTimeout(-1);
        return config;
    }

    @Override
    public Users unpooled(Duration limit) {
        return product.users(source, source.secrets(), limit);
    }

    @Override
    public void verify() {
        try (Connection connection = source.getConnection()) {
            if (!connection.isValid(source.getLoginTimeout())) {
                throw new SQLException("no answer", "08006");
            }
        } catch (SQLException e) {
            throw product.failure(e, source.secrets());
        }
    }

    @Override
    public boolean isPlainElsewhere() {
        return source.isPlainElsewhere();
    }

    @Override
    public synchronized int open() {
        var connections = pool == null ? null : pool.getHikariPoolMXBean();
        return connections == null ? 0 : connections.getTotalConnections();
    }

    @Override
    public synchronized void close() {
        if (pool != null) {
            // What is under way has ten seconds.
            Thread.ofVirtual().name("database-close").start(pool::close);
        }
    }
}
