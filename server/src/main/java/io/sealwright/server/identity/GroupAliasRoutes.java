package io.sealwright.server.identity;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** {@code group-alias} and {@code group-alias/id}: what auth mounts call external groups. */
@Component
final class GroupAliasRoutes {
    private static final List<Field> WRITTEN =
            List.of(
                    Field.of("name", FieldType.STRING, "What the auth mount calls the group."),
                    Field.of("mount_accessor", FieldType.STRING, "Accessor of the auth mount."),
                    Field.of(
                            "canonical_id",
                            FieldType.STRING,
                            "Id of the external group; a new one if empty."));

    private final Desk desk;

    GroupAliasRoutes(Desk desk) {
        this.desk = desk;
    }

    List<Route> routes() {
        return List.of(
                Route.at("group-alias", "Creates the alias of an external group, or changes it.")
                        .field("id", FieldType.STRING, "Id of an alias to change.")
                        .fields(WRITTEN)
                        .on(Operation.UPDATE, call -> write(call, call.string("id", "")))
                        .build(),
                Route.at("group-alias/id/", "Lists the aliases of groups by id.")
                        .fields(Listing.FIELDS)
                        .on(Operation.LIST, this::list)
                        .build(),
                Route.at("group-alias/id/{id}", "A group's alias by its id.")
                        .fields(WRITTEN)
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, call -> write(call, call.path("id")))
                        .on(Operation.DELETE, GroupAliasRoutes::delete)
                        .build());
    }

    private Response write(Call call, String id) {
        Groups groups = Desk.groups(call);
        Group owner = id.isEmpty() ? null : groups.ofAlias(id);
        if (owner == null && !id.isEmpty()) {
            throw RequestFailure.invalid("invalid group alias ID");
        }
        Alias old = owner == null ? null : owner.alias();
        String name = call.string("name", old == null ? "" : old.name());
        if (name.isEmpty()) {
            throw RequestFailure.invalid("missing alias name");
        }
        String accessor = call.string("mount_accessor", old == null ? "" : old.mountAccessor());
        requireMount(call, accessor);
        Group taken = groups.ofAliasName(accessor, Names.checked(name));
        if (taken != null && (owner == null || !taken.id().equals(owner.id()))) {
            throw RequestFailure.invalid(
                    "combination of mount and group alias name is already in use");
        }
        return put(call, owner, alias(call, old, accessor, name));
    }

    private static Alias alias(Call call, @Nullable Alias old, String accessor, String name) {
        return old == null
                ? Alias.at(accessor, name, call.now())
                : old.named(accessor, name, call.now());
    }

    private void requireMount(Call call, String accessor) {
        if (accessor.isEmpty()) {
            throw RequestFailure.invalid("missing mount_accessor");
        }
        if (desk.mounts(call).byAccessor(accessor) == null) {
            throw RequestFailure.invalid("invalid mount accessor \"" + accessor + "\"");
        }
    }

    /** An alias that the group has already makes way. */
    private static Response put(Call call, @Nullable Group owner, Alias alias) {
        Groups groups = Desk.groups(call);
        String canonicalId = call.string("canonical_id", owner == null ? "" : owner.id());
        Group old = canonicalId.isEmpty() ? null : groups.find(canonicalId);
        if (old == null && !canonicalId.isEmpty()) {
            throw RequestFailure.invalid("invalid group ID given in 'canonical_id'");
        }
        if (old != null && !old.external()) {
            throw RequestFailure.invalid("alias can't be set on an internal group");
        }
        if (owner != null && !canonicalId.equals(owner.id())) {
            groups.put(owner, owner.withAlias(null, call.now()));
        }
        Group group = old == null ? Group.named(groups.freshName(), true, call.now()) : old;
        groups.put(old, group.withAlias(alias, call.now()));
        ObjectNode data = View.object();
        data.put("canonical_id", group.id());
        data.put("id", alias.id());
        return Response.of(data);
    }

    private Response read(Call call) {
        Group group = Desk.groups(call).ofAlias(call.path("id"));
        Alias alias = group == null ? null : group.alias();
        if (group == null || alias == null) {
            throw RequestFailure.notFound();
        }
        View view = desk.view(call);
        return Response.of(
                view.bareAlias(alias, group.id())
                        .put("local", false)
                        .put("namespace_id", view.namespaceId()));
    }

    private static Response delete(Call call) {
        Group group = Desk.groups(call).ofAlias(call.path("id"));
        if (group != null) {
            Desk.groups(call).put(group, group.withAlias(null, call.now()));
        }
        return Response.empty();
    }

    private Response list(Call call) {
        View view = desk.view(call);
        return Listing.of(
                Desk.groups(call).aliases(Listing.after(call), Listing.limit(call)),
                owned -> owned.alias().id(),
                owned -> view.aliasInfo(owned.alias(), owned.ownerId()));
    }
}
