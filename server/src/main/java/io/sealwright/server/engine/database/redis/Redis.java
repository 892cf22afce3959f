package io.sealwright.server.engine.database.redis;

import io.sealwright.server.engine.database.spi.ConnectionSettings;
import io.sealwright.server.engine.database.spi.Database;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.DatabaseException.Kind;
import io.sealwright.server.engine.database.spi.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Redis and Valkey. Each change has a connection of its own, since they are rare and quickly made;
 * no more of them at a time than a pool would have. Thread-safe.
 */
public final class Redis implements Database {
    private final RedisLogin login;
    private final String persistence;
    private final int most;
    private final Semaphore free;

    private Redis(ConnectionSettings settings) {
        this.login = new RedisLogin(settings);
        this.persistence = settings.address().persistence();
        this.most = Math.clamp(settings.pooling().open(), 1, MAX_OPEN);
        this.free = new Semaphore(most, true);
    }

    /**
     * @throws DatabaseException if the settings cannot work
     */
    public static Database open(ConnectionSettings settings) {
        return new Redis(settings);
    }

    /**
     * @throws DatabaseException if one is no rule of Redis
     */
    public static void check(List<String> rules) {
        List<String> _ = Rules.of(rules);
    }

    @Override
    public Users users(Duration limit) {
        return new RedisUsers(this, persistence, limit);
    }

    @Override
    public Users unpooled(Duration limit) {
        return users(limit);
    }

    @Override
    public void verify() {
        run(CONNECT, List.of(), _ -> {});
    }

    /** Work on an open connection. */
    interface Work {
        void on(Connection connection);
    }

    /**
     * @param limit of time for each answer
     * @param hidden not to be seen in an error, beside our own passwords
     * @throws DatabaseException if the database cannot be reached, or the work fails
     */
    void run(Duration limit, Collection<String> hidden, Work work) {
        take();
        try (Connection connection = login.open(limit)) {
            work.on(connection);
        } catch (JedisException e) {
            List<String> all = new ArrayList<>(login.secrets());
            all.addAll(hidden);
            throw Failures.of(e, all);
        } finally {
            free.release();
        }
    }

    private void take() {
        try {
            if (free.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new DatabaseException(
                Kind.UNREACHABLE, "all connections to the database are in use", "");
    }

    @Override
    public boolean isPlainElsewhere() {
        return login.isPlainElsewhere();
    }

    @Override
    public int open() {
        return most - free.availablePermits();
    }

    /** Nothing is kept. */
    @Override
    public void close() {}
}
