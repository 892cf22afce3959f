package io.sealwright.server.engine.database;

import io.sealwright.rotation.Leading;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.DatabaseException.Kind;
import io.sealwright.server.engine.database.spi.Users;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.rotation.DatabaseLogins;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Logins by the connections of mounts. Thread-safe. */
final class MountLogins implements DatabaseLogins {
    private final Databases databases;
    // Asked late: the mount table needs the engine types, and those need this engine's parts.
    private final Supplier<Mounts> mounts;

    /** A connection, and where it is. */
    private record Found(Place place, Decoded<DatabaseConnection> connection) {}

    MountLogins(Databases databases, Supplier<Mounts> mounts) {
        this.databases = databases;
        this.mounts = mounts;
    }

    @Override
    public void set(Leading leading, Login login, List<String> statements, Duration limit) {
        Users users;
        try {
            Found found = leading.transact(transaction -> found(transaction, login));
            requireChangeable(found.connection().value(), login);
            users = databases.users(found.place(), login.connection(), found.connection(), limit);
            users.reach();
        } catch (DatabaseException e) {
            throw new LoginFailure(e.reason(), true);
        }
        try {
            users.setPassword(login.username(), login.password(), statements);
        } catch (DatabaseException e) {
            throw new LoginFailure(e.reason(), e.kind() == Kind.MISCONFIGURED);
        }
    }

    /** What could be set and not tested, or would lock the connection out, is not set. */
    private static void requireChangeable(DatabaseConnection connection, Login login) {
        if (!connection.isTemplated()) {
            throw DatabaseException.misconfigured(
                    "the connection_url has no {{username}} and {{password}}, so that no other user can log in by it");
        }
        if (login.username().equals(connection.account().username())) {
            throw DatabaseException.misconfigured(
                    "this is the connection's own user, whose password rotate-root changes");
        }
        try {
            String _ = connection.plugin().usernames().checked(login.username());
        } catch (IllegalArgumentException e) {
            throw DatabaseException.misconfigured(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void test(Leading leading, Login login) {
        try {
            Found found = leading.transact(transaction -> found(transaction, login));
            found.connection()
                    .value()
                    .database(login.username(), List.of(login.password()))
                    .verify();
        } catch (DatabaseException e) {
            throw new LoginFailure(e.reason(), e.kind() == Kind.UNREACHABLE);
        }
    }

    private Found found(Transaction transaction, Login login) {
        Mounted mounted =
                mounts.get().table(transaction, Keys.ROOT_NAMESPACE).at(login.mount() + "/");
        if (mounted == null || !(mounted.type() instanceof DatabaseEngineType)) {
            throw DatabaseException.misconfigured(
                    "there is no database mount at " + login.mount() + "/");
        }
        Place place = Place.of(mounted.mount());
        return new Found(
                place, Databases.connection(place.records(transaction), login.connection()));
    }
}
