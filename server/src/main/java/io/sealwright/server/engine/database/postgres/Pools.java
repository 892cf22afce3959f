package io.sealwright.server.engine.database.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealwright.server.node.Duty;
import io.sealwright.storage.SpaceId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * The connections of this node to the databases of its mounts: one pool for each configuration that
 * was used lately, and another one as soon as the configuration has changed. At most {@value #MAX}
 * pools of at most {@value #MAX_OPEN} connections. Sealed, there are none. Thread-safe.
 */
@Component
public final class Pools implements Duty, AutoCloseable {
    /** Most pools; the one that was not used for longest gives way. */
    public static final int MAX = 64;

    /** Most connections of a pool. */
    public static final int MAX_OPEN = 32;

    /** For a request, beside a connection: less than the time that a request has. */
    public static final Duration REQUEST = Duration.ofSeconds(8);

    /** For revocations and rotations by the clock. */
    public static final Duration BACKGROUND = Duration.ofSeconds(30);

    /** After which a connection is replaced unless the configuration says otherwise. */
    public static final Duration LIFETIME = Duration.ofMinutes(30);

    private static final Duration SHORTEST_LIFETIME = Duration.ofSeconds(30);
    private static final Duration WAIT = Duration.ofSeconds(4);
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration UNUSED = Duration.ofMinutes(10);

    private final Map<Key, Pool> pools = new LinkedHashMap<>(16, 0.75f, true);
    private boolean sealed = true;

    /** A configuration: the mount's space, and its name there. */
    public record Key(SpaceId space, String name) {}

    private static final class Pool {
        private final long revision;
        private final PostgresSource source;
        private final HikariDataSource connections;
        private long used;

        Pool(long revision, PostgresSource source, HikariDataSource connections) {
            this.revision = revision;
            this.source = source;
            this.connections = connections;
        }
    }

    Pools(MeterRegistry registry) {
        Gauge.builder("sealwright.database.pools", this, Pools::size)
                .description("Databases that this node has connections for")
                .register(registry);
        Gauge.builder("sealwright.database.connections", this, Pools::open)
                .description("Connections to databases that this node has open")
                .register(registry);
    }

    /**
     * The users of a database, through pooled connections; none is opened yet.
     *
     * @param revision of the configuration
     * @param hashed see {@link PostgresUsers}
     * @param limit {@link #REQUEST} or {@link #BACKGROUND}
     * @throws DatabaseException if the settings cannot work, or this node is sealed
     */
    public synchronized PostgresUsers users(
            Key key, long revision, ConnectionSettings settings, boolean hashed, Duration limit) {
        if (sealed) {
            throw new DatabaseException(
                    DatabaseException.Kind.UNREACHABLE, "this node is sealed", "");
        }
        dropUnused();
        Pool pool = pools.get(key);
        // A revision of 0 has not been written yet.
        if (pool == null || pool.revision != revision || revision == 0) {
            pool = replaced(key, revision, settings);
        }
        pool.used = System.nanoTime();
        return new PostgresUsers(pool.connections, pool.source.secrets(), hashed, limit);
    }

    private Pool replaced(Key key, long revision, ConnectionSettings settings) {
        PostgresSource source = new PostgresSource(settings);
        forget(key);
        if (pools.size() >= MAX) {
            forget(pools.keySet().iterator().next());
        }
        Pool made = new Pool(revision, source, new HikariDataSource(config(source, settings)));
        pools.put(key, made);
        return made;
    }

    private static HikariConfig config(PostgresSource source, ConnectionSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setPoolName("database");
        int most = Math.clamp(settings.maxOpen(), 1, MAX_OPEN);
        config.setMaximumPoolSize(most);
        config.setMinimumIdle(Math.clamp(settings.maxIdle(), 0, most));
        config.setConnectionTimeout(WAIT.toMillis());
        config.setValidationTimeout(Duration.ofSeconds(2).toMillis());
        config.setIdleTimeout(IDLE.toMillis());
        Duration lifetime = settings.maxLifetime().isZero() ? LIFETIME : settings.maxLifetime();
        config.setMaxLifetime(
                (lifetime.compareTo(SHORTEST_LIFETIME) < 0 ? SHORTEST_LIFETIME : lifetime)
                        .toMillis());
        // It is made without asking the database.
        config.setInitializationFailTimeout(-1);
        return config;
    }

    /** Closes what a configuration has open here. */
    public synchronized void forget(Key key) {
        Pool pool = pools.remove(key);
        if (pool != null) {
            close(pool);
        }
    }

    /** What is under way has ten seconds. */
    private static void close(Pool pool) {
        Thread.ofVirtual().name("database-close").start(pool.connections::close);
    }

    private void dropUnused() {
        long now = System.nanoTime();
        for (Iterator<Pool> each = pools.values().iterator(); each.hasNext(); ) {
            Pool pool = each.next();
            if (now - pool.used > UNUSED.toNanos()) {
                each.remove();
                close(pool);
            }
        }
    }

    /**
     * Logs in, by a connection of its own.
     *
     * @throws DatabaseException if that fails
     */
    public static void verify(ConnectionSettings settings) {
        PostgresSource source = new PostgresSource(settings);
        try (Connection connection = source.getConnection()) {
            if (!connection.isValid(Target.CONNECT_SECONDS)) {
                throw new SQLException("no answer", "08006");
            }
        } catch (SQLException e) {
            throw Failures.of(e, source.secrets());
        }
    }

    /** Users through a connection for each change, which is not pooled. */
    public static PostgresUsers unpooled(
            ConnectionSettings settings, boolean hashed, Duration limit) {
        PostgresSource source = new PostgresSource(settings);
        return new PostgresUsers(source, source.secrets(), hashed, limit);
    }

    /**
     * Whether statements of these settings may go over the network unencrypted.
     *
     * @throws DatabaseException if the settings cannot work
     */
    public static boolean isPlainElsewhere(ConnectionSettings settings) {
        return new PostgresSource(settings).isPlainElsewhere();
    }

    private synchronized int size() {
        return pools.size();
    }

    private synchronized int open() {
        int open = 0;
        for (Pool pool : pools.values()) {
            var connections = pool.connections.getHikariPoolMXBean();
            open += connections == null ? 0 : connections.getTotalConnections();
        }
        return open;
    }

    @Override
    public synchronized void unsealed() {
        sealed = false;
    }

    @Override
    public void sealing() {
        List<Pool> open;
        synchronized (this) {
            sealed = true;
            open = new ArrayList<>(pools.values());
            pools.clear();
        }
        open.forEach(Pools::close);
    }

    @Override
    public void close() {
        sealing();
    }
}
