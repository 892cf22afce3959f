package io.sealwright.server.engine.database.spi;

import java.time.Duration;

/**
 * A database as one configuration leads to it. Making one asks nothing of the database. It belongs
 * to whoever made it, and is closed by him. Thread-safe.
 */
public interface Database extends AutoCloseable {
    /** Most connections of a node to one database. */
    int MAX_OPEN = 32;

    /** To make a connection, and again for the answer to the login. */
    Duration CONNECT = Duration.ofSeconds(3);

    /** For one that is free, where connections are pooled. */
    Duration WAIT = Duration.ofSeconds(4);

    /**
     * Its users, through connections that are kept for the next change where the database profits
     * from that.
     *
     * @param limit of time for one change, beside that for a connection
     */
    Users users(Duration limit);

    /** The same, through a connection of its own for each change. */
    Users unpooled(Duration limit);

    /**
     * Logs in, by a connection of its own.
     *
     * @throws DatabaseException if that fails
     */
    void verify();

    /** Whether passwords may go to another machine unencrypted. */
    boolean isPlainElsewhere();

    /** How many connections are open and kept. */
    int open();

    /** Ends what is open; what is under way has some seconds. */
    @Override
    void close();
}
