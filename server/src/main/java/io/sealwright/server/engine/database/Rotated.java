package io.sealwright.server.engine.database;

/** What has a password that changes: a static role, or a connection with its own user. */
sealed interface Rotated permits StaticRole, DatabaseConnection {
    /** Another one under the same name has another. */
    String uid();

    Account account();

    Rotated with(Account changed);
}
