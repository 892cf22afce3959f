package io.sealwright.server.engine.database;

import io.sealwright.policy.Operation;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.storage.barrier.Decoded;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code config}, {@code reset}, {@code rotate-root}: the connections of a mount. */
final class ConnectionRoutes {
    private static final String NOT_CREATED = "error creating database object: ";

    private final Databases databases;
    private final RequestRotations rotations;
    private final SecureRandom random;

    /** What came of logging in; empty if it worked. */
    private record Verified(String problem) {}

    ConnectionRoutes(Databases databases, RequestRotations rotations, SecureRandom random) {
        this.databases = databases;
        this.rotations = rotations;
        this.random = random;
    }

    List<Route> routes() {
        return List.of(
                Folder.CONNECTIONS.listing("Lists the connections."),
                Route.at("config/{name}", "A connection to a database.")
                        .fields(ConnectionFields.ALL)
                        .existence(call -> stored(call) != null)
                        .on(Operation.READ, ConnectionRoutes::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, this::delete)
                        .build(),
                Route.at("reset/{name}", "Closes what this node has open for a connection.")
                        .on(Operation.UPDATE, this::reset)
                        .build(),
                Route.at("rotate-root/{name}", "Changes the password of a connection's own user.")
                        .on(Operation.UPDATE, this::rotateRoot)
                        .build());
    }

    private static @Nullable DatabaseConnection stored(Call call) {
        Decoded<DatabaseConnection> found =
                Folder.CONNECTIONS.find(call.records(), Folder.name(call));
        return found == null ? null : found.value();
    }

    private static Subject subject(Call call, DatabaseConnection connection) {
        return new Subject(
                Place.of(call.mount()), Subject.Kind.ROOT, connection.uid(), Folder.name(call));
    }

    private Response write(Call call) {
        DatabaseConnection old = stored(call);
        DatabaseConnection next = new ConnectionParameters(call).changed(old, random);
        Response response = Response.empty();
        try {
            if (next.database().isPlainElsewhere()) {
                response =
                        response.withWarning(
                                "this connection may do without TLS to another machine: statements, and with them passwords, can be read on the way.");
            }
        } catch (DatabaseException e) {
            throw RequestFailure.invalid(NOT_CREATED + e.reason());
        }
        if (call.bool("verify_connection", true)) {
            requireVerified(call, next);
        }
        subject(call, next).store(call.transaction(), old, next);
        return ConnectionUrls.holdsPassword(next.url())
                ? response.withWarning(
                        "Password found in connection_url, use a templated url to enable root rotation and prevent read access to password information.")
                : response;
    }

    private static void requireVerified(Call call, DatabaseConnection next) {
        Verified verified =
                call.request().once().get("verified", Verified.class, () -> verified(next));
        if (!verified.problem().isEmpty()) {
            throw RequestFailure.invalid(
                    NOT_CREATED + next.plugin().verifying() + verified.problem());
        }
    }

    private static Verified verified(DatabaseConnection next) {
        try {
            next.database().verify();
            return new Verified("");
        } catch (DatabaseException e) {
            return new Verified(e.reason());
        }
    }

    private Response delete(Call call) {
        DatabaseConnection old = stored(call);
        if (old != null) {
            subject(call, old).remove(call.transaction(), old);
            databases.reset(Place.of(call.mount()), Folder.name(call));
        }
        return Response.empty();
    }

    private Response reset(Call call) {
        requireStored(call);
        databases.reset(Place.of(call.mount()), Folder.name(call));
        return Response.empty();
    }

    private static DatabaseConnection requireStored(Call call) {
        DatabaseConnection found = stored(call);
        if (found == null) {
            throw RequestFailure.invalid(
                    "failed to find entry for connection with name: \"" + Folder.name(call) + "\"");
        }
        return found;
    }

    private Response rotateRoot(Call call) {
        Decoded<DatabaseConnection> found =
                Folder.CONNECTIONS.peek(call.records(), Folder.name(call));
        DatabaseConnection connection = found == null ? requireStored(call) : found.value();
        Account account = connection.account();
        String unable = "unable to rotate root credentials: ";
        if (account.username().isEmpty()) {
            throw RequestFailure.invalid(unable + "no username in configuration");
        }
        if (account.password().isEmpty()) {
            throw RequestFailure.invalid(unable + "no password in configuration");
        }
        if (!connection.isTemplated()) {
            throw RequestFailure.invalid(
                    unable + "connection_url needs {{username}} and {{password}}");
        }
        rotations.rotate(call, subject(call, connection), unable);
        return Response.empty();
    }

    private static Response read(Call call) {
        DatabaseConnection connection = stored(call);
        if (connection == null) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        RoleRoutes.put(data, "allowed_roles", connection.allowedRoles());
        data.set("connection_details", ConnectionDetails.of(connection));
        data.put("password_policy", connection.making().passwordPolicy());
        data.put("plugin_name", connection.pluginName());
        data.put("plugin_version", "");
        RoleRoutes.put(data, "root_credentials_rotate_statements", connection.rootStatements());
        PlanParameters.show(data, connection.account().plan());
        return Response.of(data);
    }
}
