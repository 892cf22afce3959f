package io.sealwright.server.identity;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code lookup/entity} and {@code lookup/group}: one of several ways to say which. */
@Component
final class LookupRoutes {
    private final Desk desk;

    LookupRoutes(Desk desk) {
        this.desk = desk;
    }

    List<Route> routes() {
        return List.of(
                lookup("lookup/entity", "Finds an entity by its name, its id or an alias.")
                        .on(Operation.UPDATE, this::entity)
                        .build(),
                lookup("lookup/group", "Finds a group by its name, its id or its alias.")
                        .on(Operation.UPDATE, this::group)
                        .build());
    }

    private static Route.Builder lookup(String pattern, String summary) {
        return Route.at(pattern, summary)
                .field("name", FieldType.STRING, "The name.")
                .field("id", FieldType.STRING, "The id.")
                .field("alias_id", FieldType.STRING, "Id of an alias.")
                .field("alias_name", FieldType.STRING, "Name of an alias, with its mount.")
                .field(
                        "alias_mount_accessor",
                        FieldType.STRING,
                        "Accessor of the mount of alias_name.");
    }

    /** The one that is asked by. */
    private enum By {
        NAME,
        ID,
        ALIAS_ID,
        ALIAS_NAME
    }

    private static By asked(Call call) {
        List<By> given =
                Stream.of(By.values())
                        .filter(by ->
                                switch (by) {
                                    case NAME -> given(call, "name");
                                    case ID -> given(call, "id");
                                    case ALIAS_ID -> given(call, "alias_id");
                                    case ALIAS_NAME ->
                                            given(call, "alias_name")
                                                    || given(call, "alias_mount_accessor");
                                })
                        .toList();
        if (given.isEmpty()) {
            throw RequestFailure.invalid("query parameter not supplied");
        }
        if (given.size() > 1) {
            throw RequestFailure.invalid(
                    "query parameter conflict; please supply distinct set of query parameters");
        }
        if (given.getFirst() == By.ALIAS_NAME
                && !(given(call, "alias_name") && given(call, "alias_mount_accessor"))) {
            throw RequestFailure.invalid(
                    "both 'alias_name' and 'alias_mount_accessor' needs to be set");
        }
        return given.getFirst();
    }

    private static boolean given(Call call, String field) {
        return !call.string(field, "").isEmpty();
    }

    private Response entity(Call call) {
        Entity found = find(call, Desk.entities(call));
        return found == null ? Response.empty() : Response.of(desk.shown(call, found));
    }

    private static @Nullable Entity find(Call call, Entities entities) {
        return switch (asked(call)) {
            case NAME -> entities.named(call.string("name"));
            case ID -> entities.find(call.string("id"));
            case ALIAS_ID -> entities.ofAlias(call.string("alias_id"));
            case ALIAS_NAME ->
                    entities.ofAliasName(
                            call.string("alias_mount_accessor"), call.string("alias_name"));
        };
    }

    private Response group(Call call) {
        Group found = find(call, Desk.groups(call));
        return found == null ? Response.empty() : Response.of(desk.shown(call, found));
    }

    private static @Nullable Group find(Call call, Groups groups) {
        return switch (asked(call)) {
            case NAME -> groups.named(call.string("name"));
            case ID -> groups.find(call.string("id"));
            case ALIAS_ID -> groups.ofAlias(call.string("alias_id"));
            case ALIAS_NAME ->
                    groups.ofAliasName(
                            call.string("alias_mount_accessor"), call.string("alias_name"));
        };
    }
}
