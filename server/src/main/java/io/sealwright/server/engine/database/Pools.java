package io.sealwright.server.engine.database;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealwright.server.engine.database.spi.Database;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.Users;
import io.sealwright.server.node.Duty;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.Decoded;
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
 * pools of at most {@value Database#MAX_OPEN} connections. Sealed, there are none. Thread-safe.
 */
@Component
final class Pools implements Duty, AutoCloseable {
    /** For a request, beside a connection: less than the time that a request has. */
    static final Duration REQUEST = Duration.ofSeconds(8);

    /** For revocations and rotations by the clock. */
    static final Duration BACKGROUND = Duration.ofSeconds(30);

    /** Most pools; the one that was not used for longest gives way. */
    private static final int MAX = 64;

    private static final Duration UNUSED = Duration.ofMinutes(10);

    private final Map<Key, Pool> pools = new LinkedHashMap<>(16, 0.75f, true);
    private boolean sealed = true;

    /** A configuration: the mount's space, and its name there. */
    record Key(SpaceId space, String name) {}

    private static final class Pool {
        private final long revision;
        private final Database database;
        private long used;

        Pool(long revision, Database database) {
            this.revision = revision;
            this.database = database;
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
     * @param limit {@link #REQUEST}, {@link #BACKGROUND} or less
     * @throws DatabaseException if the configuration cannot work, or this node is sealed
     */
    synchronized Users users(Key key, Decoded<DatabaseConnection> connection, Duration limit) {
        if (sealed) {
            throw new DatabaseException(
                    DatabaseException.Kind.UNREACHABLE, "this node is sealed", "");
        }
        dropUnused();
        Pool pool = pools.get(key);
        long revision = connection.revision();
        // A revision of 0 has not been written yet.
        if (pool == null || pool.revision != revision || revision == 0) {
            pool = replaced(key, revision, connection.value());
        }
        pool.used = System.nanoTime();
        return pool.database.users(limit);
    }

    private Pool replaced(Key key, long revision, DatabaseConnection connection) {
        Database database = connection.database();
        forget(key);
        if (pools.size() >= MAX) {
            forget(pools.keySet().iterator().next());
        }
        Pool made = new Pool(revision, database);
        pools.put(key, made);
        return made;
    }

    /** Closes what a configuration has open here. */
    synchronized void forget(Key key) {
        Pool pool = pools.remove(key);
        if (pool != null) {
            pool.database.close();
        }
    }

    private void dropUnused() {
        long now = System.nanoTime();
        for (Iterator<Pool> each = pools.values().iterator(); each.hasNext(); ) {
            Pool pool = each.next();
            if (now - pool.used > UNUSED.toNanos()) {
                each.remove();
                pool.database.close();
            }
        }
    }

    private synchronized int size() {
        return pools.size();
    }

    private synchronized int open() {
        return pools.values().stream().mapToInt(pool -> pool.database.open()).sum();
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
        open.forEach(pool -> pool.database.close());
    }

    @Override
    public void close() {
        sealing();
    }
}
