package io.sealwright.server.engine.database.sql;

/** How a database reads SQL. Immutable and thread-safe. */
public interface Dialect {
    /** What cuts this text into statements, and these into parts. */
    StatementReader reader(String text);

    /**
     * A value outside of all quotes.
     *
     * @param name whether it is the name of something; else it is a literal
     */
    String inCode(String value, boolean name);

    /**
     * A value in a comment or the like.
     *
     * @throws io.sealwright.server.engine.database.spi.DatabaseException if it could mean more than
     *     itself there
     */
    String inOpaque(String value);
}
