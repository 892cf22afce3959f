package io.sealwright.server.engine.database;

import io.sealwright.server.engine.database.mysql.Mysql;
import io.sealwright.server.engine.database.postgres.Postgres;
import io.sealwright.server.engine.database.redis.Redis;
import io.sealwright.server.engine.database.spi.ConnectionSettings;
import io.sealwright.server.engine.database.spi.Database;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.username.UsernameRules;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The databases that there are, under the names by which connections ask for them. */
enum Plugin {
    POSTGRESQL(
            "postgresql-database-plugin",
            Kind.POSTGRES,
            new UsernameRules(Templates.POSTGRES, 63, true, "PostgreSQL")),
    MYSQL(
            "mysql-database-plugin",
            Kind.MYSQL,
            new UsernameRules(Templates.MYSQL, 80, false, "MySQL")),
    MYSQL_AURORA(
            "mysql-aurora-database-plugin",
            Kind.MYSQL,
            new UsernameRules(Templates.LEGACY, 80, false, "MySQL")),
    MYSQL_RDS(
            "mysql-rds-database-plugin",
            Kind.MYSQL,
            new UsernameRules(Templates.LEGACY, 80, false, "MySQL")),
    MYSQL_LEGACY(
            "mysql-legacy-database-plugin",
            Kind.MYSQL,
            new UsernameRules(Templates.LEGACY, 80, false, "MySQL")),
    REDIS(
            "redis-database-plugin",
            Kind.REDIS,
            new UsernameRules(Templates.REDIS, 256, true, "Redis")),
    VALKEY(
            "valkey-database-plugin",
            Kind.REDIS,
            new UsernameRules(Templates.REDIS, 256, true, "Valkey"));

    private final String id;
    private final Kind kind;
    private final UsernameRules usernames;

    private enum Kind {
        POSTGRES,
        MYSQL,
        REDIS
    }

    /** OpenBao's. */
    private static final class Templates {
        static final String POSTGRES =
                "{{ printf \"v-%s-%s-%s-%s\" (.DisplayName | truncate 8) (.RoleName | truncate 8) (random 20) (unix_time) | truncate 63 }}";
        static final String MYSQL =
                "{{ printf \"v-%s-%s-%s-%s\" (.DisplayName | truncate 10) (.RoleName | truncate 10) (random 20) (unix_time) | truncate 32 }}";
        static final String LEGACY =
                "{{ printf \"v-%s-%s-%s\" (.RoleName | truncate 4) (random 20) (unix_time) | truncate 16 }}";
        static final String REDIS =
                "{{ printf \"V_%s_%s_%s_%s\" (.DisplayName | uppercase | truncate 64) (.RoleName | uppercase | truncate 64) (random 20 | uppercase) (unix_time) | truncate 160 }}";
    }

    Plugin(String id, Kind kind, UsernameRules usernames) {
        this.id = id;
        this.kind = kind;
        this.usernames = usernames;
    }

    static Optional<Plugin> of(String id) {
        return Arrays.stream(values()).filter(plugin -> plugin.id.equals(id)).findFirst();
    }

    static String ids() {
        return Arrays.stream(values()).map(Plugin::id).collect(Collectors.joining(", "));
    }

    /** As in {@code plugin_name}. */
    String id() {
        return id;
    }

    UsernameRules usernames() {
        return usernames;
    }

    /** Whether {@code connection_url} says where it is; else {@code host} and {@code port} do. */
    boolean hasUrl() {
        return kind != Kind.REDIS;
    }

    /** Whether users can be made without anybody saying how. */
    boolean hasUsualCreation() {
        return kind == Kind.REDIS;
    }

    /** Whether statements can hold the hash of a password in its place. */
    boolean canHash() {
        return kind == Kind.POSTGRES;
    }

    /** How an error begins that comes of a first login; as with the peer. */
    String verifying() {
        return switch (kind) {
            case POSTGRES, REDIS -> "error verifying connection: ";
            case MYSQL -> "error verifying - ping: ";
        };
    }

    /**
     * @throws DatabaseException if the settings cannot work
     */
    Database open(ConnectionSettings settings) {
        return switch (kind) {
            case POSTGRES -> Postgres.open(settings);
            case MYSQL -> Mysql.open(settings);
            case REDIS -> Redis.open(settings);
        };
    }

    /**
     * @param parameter that the statements were given as
     * @throws DatabaseException if one cannot be read, or the database has no such statements
     */
    void check(String parameter, List<String> statements) {
        switch (kind) {
            case POSTGRES -> Postgres.check(statements);
            case MYSQL -> Mysql.check(statements);
            case REDIS -> {
                if (!statements.isEmpty() && !parameter.equals("creation_statements")) {
                    throw DatabaseException.misconfigured(
                            "not available: users of Redis have creation_statements alone");
                }
                Redis.check(statements);
            }
        }
    }
}
