package io.sealwright.server.engine.database;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.Users;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.LeaseTerms;
import io.sealwright.server.spi.MountReader;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.RevocationException;
import io.sealwright.server.spi.SecretLease;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The user that a lease guards, while the lease lives and when it ends: as its role says now, or if
 * that is gone, as it said when the user was made. Thread-safe.
 */
final class LeasedUser {
    private static final String ROLE = "role";
    private static final String USERNAME = "username";
    private static final String CONNECTION = "db_name";
    private static final String REVOCATION = "revocation_statements";

    /** The database lets a user in a little longer than its lease, and never shorter. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Databases databases;

    /** How a user is taken away. */
    private record Ending(Users users, List<String> statements) {}

    LeasedUser(Databases databases) {
        this.databases = databases;
    }

    /** What a lease needs to know. */
    static ObjectNode data(String name, String username, Role role) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put(ROLE, name);
        data.put(USERNAME, username);
        data.put(CONNECTION, role.connection());
        RoleRoutes.put(data, REVOCATION, role.revocation());
        return data;
    }

    /** The time after which the database lets a user in no more. */
    static Instant expires(Instant lease) {
        return lease.plus(MARGIN);
    }

    private static String text(SecretLease lease, String name) {
        JsonNode value = lease.data().get(name);
        if (value == null) {
            throw new IllegalStateException("a lease of a user without its " + name);
        }
        return value.stringValue();
    }

    private static @Nullable Role role(Records records, SecretLease lease) {
        Decoded<Role> found = Folder.ROLES.find(records, text(lease, ROLE));
        return found == null ? null : found.value();
    }

    /**
     * @throws RequestFailure if the role is gone
     */
    private static Role livingRole(EngineContext context, SecretLease lease) {
        Role role = role(context.records(), lease);
        if (role == null) {
            throw RequestFailure.invalid(
                    "error during renew: could not find role with name \""
                            + text(lease, ROLE)
                            + "\"");
        }
        return role;
    }

    LeaseTerms terms(EngineContext context, SecretLease lease) {
        return livingRole(context, lease).terms();
    }

    void extend(EngineContext context, SecretLease lease, Instant until) {
        Role role = livingRole(context, lease);
        String connection = text(lease, CONNECTION);
        try {
            databases
                    .users(
                            Place.of(context.mount()),
                            connection,
                            Databases.connection(context.records(), connection),
                            Pools.REQUEST)
                    .extend(text(lease, USERNAME), expires(until), role.renewal());
        } catch (DatabaseException e) {
            throw Refusals.of(e);
        }
    }

    void revoke(MountReader reader, SecretLease lease) throws RevocationException {
        try {
            Ending ending = reader.read(context -> ending(context, lease));
            ending.users().drop(text(lease, USERNAME), ending.statements());
        } catch (DatabaseException e) {
            throw new RevocationException(e.reason());
        }
    }

    private Ending ending(EngineContext context, SecretLease lease) {
        Role role = role(context.records(), lease);
        String connection = text(lease, CONNECTION);
        // A role that has moved to another database says nothing of the users of this one.
        List<String> statements =
                role == null || !role.connection().equals(connection)
                        ? kept(lease)
                        : role.revocation();
        return new Ending(
                databases.users(
                        Place.of(context.mount()),
                        connection,
                        Databases.connection(context.records(), connection),
                        Pools.BACKGROUND),
                statements);
    }

    private static List<String> kept(SecretLease lease) {
        List<String> statements = new ArrayList<>();
        JsonNode array = lease.data().get(REVOCATION);
        if (array != null) {
            array.forEach(statement -> statements.add(statement.stringValue()));
        }
        return statements;
    }
}
