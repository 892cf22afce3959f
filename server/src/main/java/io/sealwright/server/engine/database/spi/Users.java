package io.sealwright.server.engine.database.spi;

import java.time.Instant;
import java.util.List;

/**
 * Users of one database. Each method is one change, bounded in time; what it throws holds no
 * secret. Thread-safe.
 *
 * <p>Statements are an operator's, with {@code {{name}}}, {@code {{username}}}, {@code
 * {{password}}} and {@code {{expiration}}} where values go. A value can be nothing but a value in
 * them, whatever it holds.
 */
public interface Users {
    /**
     * Whether the database lets us in at this moment.
     *
     * @throws DatabaseException if it does not
     */
    void reach();

    /**
     * Whether there is a user of that name, as far as the connection's own may know.
     *
     * @throws DatabaseException if it cannot be asked
     */
    boolean exists(String username);

    /**
     * Makes a user. After an exception it may exist nevertheless.
     *
     * @param expires when the database is to let it in no more, if it can see to that by itself
     * @throws DatabaseException if that failed
     */
    void create(String username, String password, Instant expires, List<String> statements);

    /**
     * Lets a user live until then.
     *
     * @param statements empty for the usual ones
     * @throws DatabaseException if that failed
     */
    void extend(String username, Instant expires, List<String> statements);

    /**
     * Changes the password of a user that exists.
     *
     * @param statements empty for the usual ones
     * @throws DatabaseException if that failed, or if it is not known whether it did
     */
    void setPassword(String username, String password, List<String> statements);

    /**
     * Takes a user away; nothing if there is none.
     *
     * @param statements empty for the usual ones
     * @throws DatabaseException if it is still there, or may be
     */
    void drop(String username, List<String> statements);
}
