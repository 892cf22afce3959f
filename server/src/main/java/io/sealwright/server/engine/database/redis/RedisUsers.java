package io.sealwright.server.engine.database.redis;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.DatabaseException.Kind;
import io.sealwright.server.engine.database.spi.Users;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * Users of a Redis server's access lists. A user's name and password are words of their own in the
 * protocol: whatever they hold, they are nothing else. Thread-safe.
 */
final class RedisUsers implements Users {
    private static final String ACL_FILE = "aclfile";
    private static final String REWRITE = "rewrite";

    private final Redis redis;
    private final String persistence;
    private final Duration limit;

    /**
     * @param persistence what keeps a change over a restart: {@value #ACL_FILE}, {@value #REWRITE},
     *     or anything else for nothing
     * @param limit of time for each answer
     */
    RedisUsers(Redis redis, String persistence, Duration limit) {
        this.redis = redis;
        this.persistence = persistence;
        this.limit = limit;
    }

    @Override
    public void reach() {
        redis.run(limit, List.of(), _ -> {});
    }

    @Override
    public boolean exists(String username) {
        AtomicBoolean found = new AtomicBoolean();
        redis.run(limit, List.of(), connection -> found.set(exists(connection, username)));
        return found.get();
    }

    /** The server knows of no time at which a user ends. */
    @Override
    public void create(String username, String password, Instant expires, List<String> statements) {
        List<String> words = new ArrayList<>(List.of("SETUSER", username, "reset", "on"));
        words.add(">" + password);
        words.addAll(Rules.of(statements));
        redis.run(
                limit,
                List.of(password),
                connection -> {
                    if (exists(connection, username)) {
                        throw new DatabaseException(
                                Kind.REFUSED, "there is a user of that name already", "");
                    }
                    acl(connection, words);
                    persist(connection);
                });
    }

    @Override
    public void extend(String username, Instant expires, List<String> statements) {
        requireNone(statements);
    }

    @Override
    public void setPassword(String username, String password, List<String> statements) {
        requireNone(statements);
        redis.run(
                limit,
                List.of(password),
                connection -> {
                    if (!exists(connection, username)) {
                        throw new DatabaseException(
                                Kind.REFUSED,
                                "there is no user \"" + username + "\" in the database",
                                "");
                    }
                    // One command: there is no moment without a password.
                    acl(connection, List.of("SETUSER", username, "resetpass", ">" + password));
                    persist(connection);
                });
    }

    /** Its connections are cut, too. */
    @Override
    public void drop(String username, List<String> statements) {
        requireNone(statements);
        redis.run(
                limit,
                List.of(),
                connection -> {
                    acl(connection, List.of("DELUSER", username));
                    persist(connection);
                });
    }

    private static void requireNone(List<String> statements) {
        if (!statements.isEmpty()) {
            throw DatabaseException.misconfigured(
                    "Redis has creation_statements alone: other statements are not available");
        }
    }

    private static boolean exists(Connection connection, String username) {
        return acl(connection, List.of("GETUSER", username)) != null;
    }

    private void persist(Connection connection) {
        switch (persistence) {
            case ACL_FILE -> acl(connection, List.of("SAVE"));
            case REWRITE -> send(connection, Command.CONFIG, List.of("REWRITE"));
            default -> {
                // The operator sees to it, or wants none.
            }
        }
    }

    private static Object acl(Connection connection, List<String> words) {
        return send(connection, Command.ACL, words);
    }

    private static Object send(Connection connection, ProtocolCommand command, List<String> words) {
        connection.sendCommand(
                command,
                words.stream()
                        .map(word -> word.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new));
        return connection.getOne();
    }
}
