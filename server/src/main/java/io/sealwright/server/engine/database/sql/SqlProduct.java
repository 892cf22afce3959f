package io.sealwright.server.engine.database.sql;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.Users;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;

/** What one kind of SQL database does in its own way. Thread-safe. */
public interface SqlProduct {
    /**
     * Its users.
     *
     * @param secrets never to be seen in an error
     * @param limit of time for one change, beside that for a connection
     */
    Users users(DataSource source, List<String> secrets, Duration limit);

    /** What it says, in words that hold no secret. */
    DatabaseException failure(SQLException failed, Collection<String> secrets);
}
