package io.sealwright.server.engine.database;

import java.util.List;
import java.util.Objects;

/**
 * A standing user of a database, whose password changes by itself.
 *
 * @param connection name of the configuration by which its password is changed
 * @param statements that change it; none for the usual one
 * @param passwordPolicy empty for that of the connection
 */
record StaticRole(
        String uid,
        String connection,
        List<String> statements,
        String passwordPolicy,
        Account account)
        implements Rotated {
    StaticRole {
        statements = List.copyOf(statements);
        passwordPolicy = Objects.requireNonNullElse(passwordPolicy, "");
    }

    @Override
    public StaticRole with(Account changed) {
        return new StaticRole(uid, connection, statements, passwordPolicy, changed);
    }

    @Override
    public String toString() {
        return "StaticRole";
    }
}
