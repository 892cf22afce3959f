package io.sealwright.server.engine.database.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** A database with one user and password. Thread-safe. */
public interface Login {
    /**
     * Logs in.
     *
     * @throws SQLException with a state of the class 28 if the password is not right
     */
    Connection open() throws SQLException;

    /** Never to be seen in an error. */
    String password();

    /** Whether statements may go over the network unencrypted. */
    boolean isPlainElsewhere();
}
