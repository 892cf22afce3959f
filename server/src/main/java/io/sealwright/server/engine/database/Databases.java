package io.sealwright.server.engine.database;

import io.sealwright.server.engine.database.postgres.DatabaseException;
import io.sealwright.server.engine.database.postgres.Pools;
import io.sealwright.server.engine.database.postgres.PostgresUsers;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import java.time.Duration;

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

    /**
     * @param limit see {@link Pools}
     * @throws DatabaseException if the connection cannot work
     */
    PostgresUsers users(
            Place place, String name, Decoded<DatabaseConnection> connection, Duration limit) {
        DatabaseConnection made = connection.value();
        return pools.users(
                new Pools.Key(place.space(), name),
                connection.revision(),
                made.settings(),
                made.isHashed(),
                limit);
    }

    /** Closes what this node has open for a connection. */
    void reset(Place place, String name) {
        pools.forget(new Pools.Key(place.space(), name));
    }
}
