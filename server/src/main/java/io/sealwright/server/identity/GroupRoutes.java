package io.sealwright.server.identity;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** {@code group}, {@code group/id} and {@code group/name}. */
@Component
final class GroupRoutes {
    private static final Field NAME = Field.of("name", FieldType.STRING, "Name of the group.");
    private static final List<Field> WRITTEN =
            List.of(
                    Field.of(
                            "type",
                            FieldType.STRING,
                            "\"internal\", or \"external\": then an auth mount says who is in it."),
                    Field.of(
                            "metadata",
                            FieldType.STRING_MAP,
                            "Metadata, which templated policies can use."),
                    Field.of("policies", FieldType.STRING_LIST, "Policies of all its members."),
                    Field.of(
                            "member_group_ids",
                            FieldType.STRING_LIST,
                            "Ids of groups whose members are its own too."),
                    Field.of(
                            "member_entity_ids",
                            FieldType.STRING_LIST,
                            "Ids of the entities in it; not for an external group."));

    private final Desk desk;

    GroupRoutes(Desk desk) {
        this.desk = desk;
    }

    List<Route> routes() {
        return List.of(
                Route.at("group", "Creates a group, or changes the one of that name.")
                        .field("id", FieldType.STRING, "Id of a group to change.")
                        .fields(List.of(NAME))
                        .fields(WRITTEN)
                        .on(Operation.UPDATE, this::write)
                        .build(),
                Route.at("group/id/", "Lists the groups by id.")
                        .fields(Listing.FIELDS)
                        .on(Operation.LIST, GroupRoutes::list)
                        .build(),
                Route.at("group/name/", "Lists the names of the groups.")
                        .fields(Listing.FIELDS)
                        .on(Operation.LIST, GroupRoutes::names)
                        .build(),
                Route.at("group/id/{id}", "A group by its id.")
                        .fields(List.of(NAME))
                        .fields(WRITTEN)
                        .on(Operation.READ, call -> read(call, byId(call)))
                        .on(Operation.UPDATE, call -> change(call, call.path("id")))
                        .on(Operation.DELETE, call -> delete(call, byId(call)))
                        .build(),
                Route.at("group/name/{name}", "A group by its name.")
                        .fields(WRITTEN)
                        .on(Operation.READ, call -> read(call, byName(call)))
                        .on(Operation.UPDATE, call -> writeNamed(call, call.path("name")))
                        .on(Operation.DELETE, call -> delete(call, byName(call)))
                        .build());
    }

    private static @Nullable Group byId(Call call) {
        return Desk.groups(call).find(call.path("id"));
    }

    private static @Nullable Group byName(Call call) {
        return Desk.groups(call).named(call.path("name"));
    }

    private Response write(Call call) {
        String id = call.string("id", "");
        return id.isEmpty() ? writeNamed(call, call.string("name", "")) : change(call, id);
    }

    private Response writeNamed(Call call, String name) {
        Groups groups = Desk.groups(call);
        Group old = name.isEmpty() ? null : groups.named(Names.checked(name));
        if (old != null) {
            return put(call, old, name);
        }
        String newName = name.isEmpty() ? groups.freshName() : Names.checked(name);
        Group group = Group.named(newName, isExternal(call, false), call.now());
        groups.put(null, group);
        put(call, group, newName);
        ObjectNode data = View.object();
        data.put("id", group.id());
        data.put("name", group.name());
        return Response.of(data);
    }

    private Response change(Call call, String id) {
        Groups groups = Desk.groups(call);
        Group old = groups.find(id);
        if (old == null) {
            throw RequestFailure.invalid("invalid group ID");
        }
        String name = call.string("name", "");
        Group other = name.isEmpty() ? null : groups.named(Names.checked(name));
        if (other != null && !other.id().equals(old.id())) {
            throw RequestFailure.invalid("group name is already in use");
        }
        return put(call, old, name.isEmpty() ? old.name() : name);
    }

    private static boolean isExternal(Call call, boolean otherwise) {
        String type = call.string("type", "");
        return switch (type) {
            case "" -> otherwise;
            case "internal" -> false;
            case "external" -> true;
            default ->
                    throw RequestFailure.invalid("invalid group type: it is internal or external");
        };
    }

    private static Response put(Call call, Group old, String name) {
        if (isExternal(call, old.external()) != old.external()) {
            throw RequestFailure.invalid("group type cannot be changed");
        }
        Map<String, String> metadata =
                call.has("metadata") ? Names.metadata(call, "metadata") : old.metadata();
        List<String> policies = call.has("policies") ? Names.policies(call) : old.policies();
        List<String> memberGroups =
                call.has("member_group_ids")
                        ? Desk.tree(call).setMembers(old, call.strings("member_group_ids"))
                        : old.memberGroups();
        Desk.groups(call).put(old, old.changed(name, metadata, policies, memberGroups, call.now()));
        if (call.has("member_entity_ids")) {
            setMembers(call, old);
        }
        return Response.empty();
    }

    private static void setMembers(Call call, Group group) {
        if (group.external()) {
            throw RequestFailure.invalid(
                    "member entities can't be set manually for external groups");
        }
        Set<String> wanted = new HashSet<>(call.strings("member_entity_ids"));
        Memberships memberships = Desk.memberships(call);
        if (wanted.size() > Listing.MAX_PAGE || memberships.size(group.id()) > Listing.MAX_PAGE) {
            throw RequestFailure.invalid(
                    "at most " + Listing.MAX_PAGE + " members can be set; nest groups instead");
        }
        for (String member : memberships.members(group.id(), "", Listing.MAX_PAGE)) {
            if (!wanted.remove(member)) {
                memberships.leave(group.id(), member);
            }
        }
        for (String entity : wanted) {
            if (Desk.entities(call).find(entity) == null) {
                throw RequestFailure.invalid("invalid entity ID \"" + entity + "\"");
            }
            memberships.join(group.id(), entity);
        }
    }

    private Response read(Call call, @Nullable Group group) {
        if (group == null) {
            throw RequestFailure.notFound();
        }
        return Response.of(desk.shown(call, group));
    }

    private static Response delete(Call call, @Nullable Group group) {
        if (group != null) {
            Desk.tree(call).cut(group);
            Desk.groups(call).delete(group);
            GroupWork.schedule(
                    call.transaction(), call.mount().namespaceId(), group.id(), call.now());
        }
        return Response.empty();
    }

    private static Response list(Call call) {
        Memberships memberships = Desk.memberships(call);
        return Listing.of(
                Desk.groups(call).page(Listing.after(call), Listing.limit(call)),
                Group::id,
                group ->
                        View.object()
                                .put("name", group.name())
                                .put("num_member_entities", memberships.size(group.id()))
                                .put("num_parent_groups", group.parents().size()));
    }

    private static Response names(Call call) {
        return Listing.of(
                Desk.groups(call).page(Listing.after(call), Listing.limit(call)),
                Group::name,
                null);
    }
}
