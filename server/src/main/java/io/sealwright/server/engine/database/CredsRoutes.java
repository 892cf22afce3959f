package io.sealwright.server.engine.database;

import io.sealwright.policy.Operation;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.Users;
import io.sealwright.server.engine.database.username.UsernameTemplate;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Leases;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.LeaseLimits;
import io.sealwright.storage.barrier.Decoded;
import java.security.SecureRandom;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code creds}: a new user for the caller. What is going to be made is written down first, so that
 * it is taken away again whatever happens before the caller has his lease.
 */
final class CredsRoutes {
    private final Databases databases;
    private final Passwords passwords;
    private final Leases leases;
    private final LeaseLimits limits;
    private final SecureRandom random;

    /** A user that was made by an earlier run of the request's transaction. */
    private record Made(Leases.Begun begun, String username, String password) {
        @Override
        public String toString() {
            return "Made";
        }
    }

    CredsRoutes(
            Databases databases,
            Passwords passwords,
            Leases leases,
            LeaseLimits limits,
            SecureRandom random) {
        this.databases = databases;
        this.passwords = passwords;
        this.leases = leases;
        this.limits = limits;
        this.random = random;
    }

    List<Route> routes() {
        return List.of(
                Route.at("creds/{name}", "Makes a user for a role; it goes with its lease.")
                        .on(Operation.READ, this::make)
                        .build());
    }

    private Response make(Call call) {
        String name = Folder.name(call);
        Decoded<Role> found = Folder.ROLES.find(call.records(), name);
        if (found == null) {
            throw RequestFailure.invalid("unknown role: " + name);
        }
        Role role = found.value();
        Made made;
        try {
            Decoded<DatabaseConnection> connection =
                    Databases.connection(call.records(), role.connection());
            requireAllowed(connection.value(), name);
            made =
                    call.request()
                            .once()
                            .get("creds", Made.class, () -> made(call, name, role, connection));
        } catch (DatabaseException e) {
            throw Refusals.of(e);
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("password", made.password());
        data.put("username", made.username());
        return Response.of(data).withLease(leases.issue(call, made.begun(), role.terms()));
    }

    static void requireAllowed(DatabaseConnection connection, String role) {
        if (!connection.allows(role)) {
            throw new RequestFailure(
                    new Failure.PermissionDenied("\"" + role + "\" is not an allowed role"));
        }
    }

    private Made made(Call call, String name, Role role, Decoded<DatabaseConnection> connection) {
        Plugin plugin = connection.value().plugin();
        if (role.creation().isEmpty() && !plugin.hasUsualCreation()) {
            throw DatabaseException.misconfigured("empty creation statements");
        }
        Place place = Place.of(call.mount());
        DatabaseConnection.Making making = connection.value().making();
        Users users = databases.users(place, role.connection(), connection, Pools.REQUEST);
        String username = username(call, name, making.usernameTemplate(), plugin);
        String password =
                passwords.generate(
                        call.transaction(),
                        place.namespace(),
                        role.passwordPolicy(),
                        making.passwordPolicy());
        // What cannot be begun leaves no lease behind: it would take away somebody else's user.
        if (users.exists(username)) {
            throw DatabaseException.misconfigured(
                    "there is a user of that name already: let username_template make others, by random");
        }
        Leases.Begun begun = leases.begin(call, LeasedUser.data(name, username, role));
        boolean done = false;
        try {
            users.create(
                    username,
                    password,
                    LeasedUser.expires(
                            call.now().plus(role.ttl(limits.tuned(call.mount().config())))),
                    role.creation());
            done = true;
        } finally {
            if (!done) {
                leases.abandon(call, begun);
            }
        }
        return new Made(begun, username, password);
    }

    private String username(Call call, String role, String template, Plugin plugin) {
        try {
            return UsernameTemplate.parse(template, plugin.usernames())
                    .generate(
                            new UsernameTemplate.Person(call.caller().token().displayName(), role),
                            call.now(),
                            random);
        } catch (IllegalArgumentException e) {
            throw DatabaseException.misconfigured("no username can be made: " + e.getMessage());
        }
    }
}
