package io.sealwright.server.engine.database;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.Users;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import java.time.Duration;
import java.util.Optional;

/** The databases that a mount's connections lead to. Thread-safe. */
final class Databases {
    private final Pools pools;

    Databases(Pools pools) {
        this.pools = pools;
    }

    /**
     * A stored connection.
     *
     * @throws DatabaseException if there is none of that name
     */
    static Decoded<DatabaseConnection> connection(Records records, String name) {
        Decoded<DatabaseConnection> found = Folder.CONNECTIONS.find(records, name);
        if (found == null) {
            throw DatabaseException.misconfigured(
                    "there is no connection " + name + ": write config/" + name);
        }
        return found;
    }

    /** The kind of database that a name stands for; empty while there is no such connection. */
    static Optional<Plugin> plugin(Records records, String name) {
        Decoded<DatabaseConnection> found =
                Folder.isName(name) ? Folder.CONNECTIONS.peek(records, name) : null;
        return Optional.ofNullable(found).map(connection -> connection.value().plugin());
    }

    /**
     * @param limit see {@link Pools}
     * @throws DatabaseException if the connection cannot work
     */
    Users users(Place place, String name, Decoded<DatabaseConnection> connection, Duration limit) {
        return pools.users(new Pools.Key(place.space(), name), connection, limit);
    }

    /** Closes what this node has open for a connection. */
    void reset(Place place, String name) {
        pools.forget(new Pools.Key(place.space(), name));
    }
}
