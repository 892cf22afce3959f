package io.sealwright.server.engine.database;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.storage.barrier.Decoded;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code roles}: what users are made for. */
final class RoleRoutes {
    List<Route> routes() {
        return List.of(
                Folder.ROLES.listing("Lists the roles that users are made for."),
                Route.at("roles/{name}", "A role: how users are made for it, and how they go.")
                        .fields(StatementParameters.CREDENTIAL)
                        .field("default_ttl", FieldType.DURATION, "How long a user lives.")
                        .field("max_ttl", FieldType.DURATION, "With all renewals, at most.")
                        .fields(
                                List.of(
                                        StatementParameters.field(
                                                "creation_statements",
                                                "SQL that makes a user, with {{name}}, {{password}} and {{expiration}}; of Redis, a JSON array of rules."),
                                        StatementParameters.field(
                                                "revocation_statements",
                                                "SQL that takes it away, with {{name}}."),
                                        StatementParameters.field(
                                                "rollback_statements",
                                                "Kept; a user that cannot be made leaves nothing behind."),
                                        StatementParameters.field(
                                                "renew_statements",
                                                "SQL that lets it live longer, with {{name}} and {{expiration}}.")))
                        .existence(call -> stored(call) != null)
                        .on(Operation.READ, RoleRoutes::read)
                        .on(Operation.UPDATE, RoleRoutes::write)
                        .on(Operation.DELETE, RoleRoutes::delete)
                        .build());
    }

    private static @Nullable Role stored(Call call) {
        Decoded<Role> found = Folder.ROLES.find(call.records(), Folder.name(call));
        return found == null ? null : found.value();
    }

    private static Response write(Call call) {
        Role old = stored(call);
        String name = Folder.name(call);
        if (Folder.STATIC_ROLES.find(call.records(), name) != null) {
            throw RequestFailure.invalid("Role and Static Role names must be unique");
        }
        Folder.ROLES.put(call.records(), name, changed(call, old == null ? Role.EMPTY : old));
        return Response.empty();
    }

    private static Role changed(Call call, Role old) {
        String connection = call.string("db_name", old.connection());
        if (connection.isEmpty()) {
            throw RequestFailure.invalid("database name is required");
        }
        StatementParameters.requirePassword(call);
        Optional<Plugin> plugin = Databases.plugin(call.records(), connection);
        return new Role(
                StatementParameters.shortText("db_name", connection),
                StatementParameters.read(call, "creation_statements", old.creation(), plugin),
                StatementParameters.read(call, "revocation_statements", old.revocation(), plugin),
                StatementParameters.read(call, "rollback_statements", old.rollback(), plugin),
                StatementParameters.read(call, "renew_statements", old.renewal(), plugin),
                seconds(call, "default_ttl", old.defaultTtl()),
                seconds(call, "max_ttl", old.maxTtl()),
                StatementParameters.passwordPolicy(call, old.passwordPolicy()));
    }

    private static long seconds(Call call, String name, long otherwise) {
        return call.duration(name, Duration.ofSeconds(otherwise)).toSeconds();
    }

    private static Response delete(Call call) {
        Folder.ROLES.delete(call.records(), Folder.name(call));
        return Response.empty();
    }

    private static Response read(Call call) {
        Role role = stored(call);
        if (role == null) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        put(data, "creation_statements", role.creation());
        showPolicy(data, role.passwordPolicy());
        data.put("credential_type", "password");
        data.put("db_name", role.connection());
        data.put("default_ttl", role.defaultTtl());
        data.put("max_ttl", role.maxTtl());
        put(data, "renew_statements", role.renewal());
        put(data, "revocation_statements", role.revocation());
        put(data, "rollback_statements", role.rollback());
        return Response.of(data);
    }

    static void showPolicy(ObjectNode data, String policy) {
        if (!policy.isEmpty()) {
            data.putObject("credential_config").put("password_policy", policy);
        }
    }

    static void put(ObjectNode data, String name, List<String> values) {
        ArrayNode array = data.putArray(name);
        values.forEach(array::add);
    }
}
