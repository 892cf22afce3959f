package io.sealwright.server.engine.database;

import io.sealwright.policy.Operation;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.storage.barrier.Decoded;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code static-roles}, {@code static-creds}, {@code rotate-role}: users that stay. */
final class StaticRoleRoutes {
    private final RequestRotations rotations;
    private final SecureRandom random;

    StaticRoleRoutes(RequestRotations rotations, SecureRandom random) {
        this.rotations = rotations;
        this.random = random;
    }

    List<Route> routes() {
        return List.of(
                Folder.STATIC_ROLES.listing("Lists the roles of users that stay."),
                Route.at("static-roles/{name}", "A user that stays, and whose password changes.")
                        .fields(StatementParameters.CREDENTIAL)
                        .field("username", FieldType.STRING, "The user in the database.")
                        .fields(PlanParameters.FIELDS)
                        .fields(
                                List.of(
                                        StatementParameters.field(
                                                "rotation_statements",
                                                "SQL that changes the password, with {{name}} and {{password}}.")))
                        .existence(call -> stored(call) != null)
                        .on(Operation.READ, StaticRoleRoutes::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, StaticRoleRoutes::delete)
                        .build(),
                Route.at("static-creds/{name}", "The password that such a user has now.")
                        .on(Operation.READ, StaticRoleRoutes::creds)
                        .build(),
                Route.at("rotate-role/{name}", "Changes the password of such a user now.")
                        .on(Operation.UPDATE, this::rotate)
                        .build());
    }

    /** Creation and rotation write it in transactions of their own, in which they look again. */
    private static @Nullable StaticRole stored(Call call) {
        Decoded<StaticRole> found = Folder.STATIC_ROLES.peek(call.records(), Folder.name(call));
        return found == null ? null : found.value();
    }

    private static Subject subject(Call call, StaticRole role) {
        return new Subject(
                Place.of(call.mount()), Subject.Kind.STATIC_ROLE, role.uid(), Folder.name(call));
    }

    private Response write(Call call) {
        if (Folder.ROLES.find(call.records(), Folder.name(call)) != null) {
            throw RequestFailure.invalid("Role and Static Role names must be unique");
        }
        // What it was when the request began, also when the transaction runs again.
        boolean first =
                call.request().once().get("first", Boolean.class, () -> stored(call) == null);
        if (first) {
            create(call);
        } else {
            change(call);
        }
        return Response.empty();
    }

    private void create(Call call) {
        String username = call.string("username", "");
        if (call.string("db_name", "").isEmpty()) {
            throw RequestFailure.invalid("database name is a required field");
        }
        if (username.isEmpty()) {
            throw RequestFailure.invalid("username is a required field to create a static account");
        }
        Plan plan = PlanParameters.read(call, Plan.NONE);
        if (!plan.isScheduled()) {
            throw RequestFailure.invalid(
                    "rotation_period or rotation_schedule is required to create static accounts");
        }
        StaticRole role =
                read(
                        call,
                        new StaticRole(
                                Subject.newUid(random),
                                "",
                                List.of(),
                                "",
                                Account.of(checked(call, username), "", plan)));
        rotations.create(call, subject(call, role), role);
    }

    private static void change(Call call) {
        Decoded<StaticRole> found = Folder.STATIC_ROLES.find(call.records(), Folder.name(call));
        if (found == null) {
            throw RequestFailure.notFound();
        }
        StaticRole old = found.value();
        Account account = old.account();
        if (!call.string("username", account.username()).equals(account.username())) {
            throw RequestFailure.invalid("cannot update static account username");
        }
        StaticRole next = read(call, old);
        if (PlanParameters.isGiven(call)) {
            Plan plan = PlanParameters.read(call, account.plan());
            if (!plan.isScheduled()) {
                throw RequestFailure.invalid("rotation_period must be 5 seconds or more");
            }
            next = next.with(account.with(plan, call.now()));
        }
        subject(call, old).store(call.transaction(), old, next);
    }

    private static StaticRole read(Call call, StaticRole old) {
        StatementParameters.requirePassword(call);
        String connection = call.string("db_name", old.connection());
        if (connection.isEmpty()) {
            throw RequestFailure.invalid("database name is a required field");
        }
        return new StaticRole(
                old.uid(),
                StatementParameters.shortText("db_name", connection),
                StatementParameters.read(
                        call,
                        "rotation_statements",
                        old.statements(),
                        Databases.plugin(call.records(), connection)),
                StatementParameters.passwordPolicy(call, old.passwordPolicy()),
                old.account());
    }

    private static String checked(Call call, String username) {
        Plugin plugin =
                Databases.plugin(call.records(), call.string("db_name", ""))
                        .orElse(Plugin.POSTGRESQL);
        try {
            return plugin.usernames().checked(username);
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid(String.valueOf(e.getMessage()));
        }
    }

    private static Response delete(Call call) {
        Decoded<StaticRole> found = Folder.STATIC_ROLES.find(call.records(), Folder.name(call));
        if (found != null) {
            subject(call, found.value()).remove(call.transaction(), found.value());
        }
        return Response.empty();
    }

    private static Response read(Call call) {
        StaticRole role = stored(call);
        if (role == null) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        RoleRoutes.showPolicy(data, role.passwordPolicy());
        data.put("credential_type", "password");
        data.put("db_name", role.connection());
        showRotation(data, role.account());
        RoleRoutes.put(data, "rotation_statements", role.statements());
        data.put("username", role.account().username());
        return Response.of(data);
    }

    private static void showRotation(ObjectNode data, Account account) {
        if (account.rotatedAt() > 0) {
            data.put("last_vault_rotation", Instant.ofEpochMilli(account.rotatedAt()).toString());
        }
        PlanParameters.show(data, account.plan());
    }

    private static Response creds(Call call) {
        StaticRole role = stored(call);
        String name = Folder.name(call);
        if (role == null) {
            throw RequestFailure.invalid("unknown role: " + name);
        }
        try {
            CredsRoutes.requireAllowed(
                    Databases.connection(call.records(), role.connection()).value(), name);
        } catch (DatabaseException e) {
            throw Refusals.of(e);
        }
        Account account = role.account();
        if (account.password().isEmpty()) {
            throw RequestFailure.invalid(
                    "the first password of this role is being set; try again in a minute");
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("password", account.password());
        showRotation(data, account);
        data.put("ttl", PlanParameters.ttl(account.plan(), call.now()));
        data.put("username", account.username());
        return Response.of(data);
    }

    private Response rotate(Call call) {
        StaticRole role = stored(call);
        if (role == null) {
            throw RequestFailure.invalid("no static role found for role name");
        }
        rotations.rotate(
                call,
                subject(call, role),
                "unable to finish rotating credentials; retries will continue in the background but it is also safe to retry manually: ");
        return Response.empty();
    }
}
