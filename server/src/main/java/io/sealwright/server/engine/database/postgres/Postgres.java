package io.sealwright.server.engine.database.postgres;

import io.sealwright.server.engine.database.spi.ConnectionSettings;
import io.sealwright.server.engine.database.spi.Database;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.Users;
import io.sealwright.server.engine.database.sql.JdbcDatabase;
import io.sealwright.server.engine.database.sql.LoginSource;
import io.sealwright.server.engine.database.sql.SqlProduct;
import io.sealwright.server.engine.database.sql.Statements;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;

/**
 * PostgreSQL.
 *
 * @param hashed whether statements get the hash of a password in its place
 */
public record Postgres(boolean hashed) implements SqlProduct {
    /**
     * @throws DatabaseException if the settings cannot work
     */
    public static Database open(ConnectionSettings settings) {
        return new JdbcDatabase(
                new LoginSource(
                        settings.passwords().stream()
                                .map(password -> Target.of(settings, password))
                                .toList()),
                settings.pooling(),
                new Postgres(settings.hashed()));
    }

    /**
     * @throws DatabaseException if a text cannot be read as SQL
     */
    public static void check(List<String> statements) {
        Statements.check(statements, PostgresText.DIALECT);
    }

    @Override
    public Users users(DataSource source, List<String> secrets, Duration limit) {
        return new PostgresUsers(source, secrets, hashed, limit);
    }

    @Override
    public DatabaseException failure(SQLException failed, Collection<String> secrets) {
        return Failures.of(failed, secrets);
    }
}
