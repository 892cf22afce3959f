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

/** {@code entity-alias} and {@code entity-alias/id}. */
@Component
final class AliasRoutes {
    private static final List<Field> WRITTEN =
            List.of(
                    Field.of("name", FieldType.STRING, "What the auth mount calls the entity."),
                    Field.of(
                            "canonical_id",
                            FieldType.STRING,
                            "Id of the entity; a new one if empty."),
                    Field.of("mount_accessor", FieldType.STRING, "Accessor of the auth mount."),
                    Field.of(
                            "custom_metadata",
                            FieldType.STRING_MAP,
                            "Metadata, which templated policies can use."));

    private final Desk desk;

    AliasRoutes(Desk desk) {
        this.desk = desk;
    }

    List<Route> routes() {
        return List.of(
                Route.at("entity-alias", "Creates an alias, or changes the one of that name.")
                        .field("id", FieldType.STRING, "Id of an alias to change.")
                        .fields(WRITTEN)
                        .on(Operation.UPDATE, this::write)
                        .build(),
                Route.at("entity-alias/id/", "Lists the aliases by id.")
                        .fields(Listing.FIELDS)
                        .on(Operation.LIST, this::list)
                        .build(),
                Route.at("entity-alias/id/{id}", "An alias by its id.")
                        .fields(WRITTEN)
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, call -> change(call, call.path("id")))
                        .on(Operation.DELETE, AliasRoutes::delete)
                        .build());
    }

    private Response write(Call call) {
        String id = call.string("id", "");
        if (!id.isEmpty()) {
            return change(call, id);
        }
        String name = call.string("name", "");
        String accessor = call.string("mount_accessor", "");
        if (name.isEmpty() || accessor.isEmpty()) {
            throw RequestFailure.invalid("'id' or 'mount_accessor' and 'name' must be provided");
        }
        requireMount(call, accessor);
        Entity owner = Desk.entities(call).ofAliasName(accessor, Names.checked(name));
        Alias alias = owner == null ? null : owner.aliasAt(accessor);
        return owner == null || alias == null
                ? create(call, accessor, name)
                : update(call, owner, alias, alias);
    }

    private Response create(Call call, String accessor, String name) {
        Entities entities = Desk.entities(call);
        String canonicalId = call.string("canonical_id", "");
        Entity old = canonicalId.isEmpty() ? null : entities.find(canonicalId);
        if (old == null && !canonicalId.isEmpty()) {
            throw RequestFailure.invalid("invalid canonical ID");
        }
        if (old != null && old.aliasAt(accessor) != null) {
            throw RequestFailure.invalid(
                    "Alias already exists for requested entity and mount accessor");
        }
        Entity entity = old == null ? Entity.named(entities.freshName(), call.now()) : old;
        Alias alias = withMetadata(call, Alias.at(accessor, name, call.now()));
        entities.put(old, entity.withAlias(alias));
        return written(entity, alias);
    }

    private Response change(Call call, String id) {
        Entity owner = Desk.entities(call).ofAlias(id);
        Alias old = owner == null ? null : owner.alias(id);
        if (owner == null || old == null) {
            throw RequestFailure.invalid("invalid alias ID provided");
        }
        String accessor = call.string("mount_accessor", old.mountAccessor());
        String name = Names.checked(call.string("name", old.name()));
        boolean renamed = !accessor.equals(old.mountAccessor()) || !name.equals(old.name());
        if (!renamed) {
            return update(call, owner, old, old);
        }
        requireMount(call, accessor);
        Entity other = Desk.entities(call).ofAliasName(accessor, name);
        if (other != null && !isOwn(other.aliasAt(accessor), old)
                || !accessor.equals(old.mountAccessor()) && owner.aliasAt(accessor) != null) {
            throw RequestFailure.invalid(
                    "alias with combination of mount accessor and name already exists");
        }
        return update(call, owner, old, old.named(accessor, name, call.now()));
    }

    private static boolean isOwn(@Nullable Alias found, Alias own) {
        return found != null && found.id().equals(own.id());
    }

    /** Also moves it to the entity that the request names. */
    private static Response update(Call call, Entity owner, Alias old, Alias renamed) {
        Entities entities = Desk.entities(call);
        Alias alias = withMetadata(call, renamed);
        String canonicalId = call.string("canonical_id", owner.id());
        if (canonicalId.equals(owner.id())) {
            if (alias.equals(old)) {
                return Response.empty();
            }
            entities.put(owner, owner.withAlias(alias));
            return written(owner, alias);
        }
        Entity next = entities.find(canonicalId);
        if (next == null) {
            throw RequestFailure.invalid("invalid canonical ID");
        }
        if (next.aliasAt(alias.mountAccessor()) != null) {
            throw RequestFailure.invalid(
                    "Alias cannot be updated as the given entity already has an alias for this mount ");
        }
        entities.put(owner, owner.withoutAlias(old.id()));
        entities.put(next, next.withAlias(alias));
        return written(next, alias);
    }

    private static Alias withMetadata(Call call, Alias alias) {
        return call.has("custom_metadata")
                ? alias.withCustomMetadata(Names.metadata(call, "custom_metadata"), call.now())
                : alias;
    }

    private static Response written(Entity entity, Alias alias) {
        ObjectNode data = View.object();
        data.put("canonical_id", entity.id());
        data.put("id", alias.id());
        return Response.of(data);
    }

    private void requireMount(Call call, String accessor) {
        if (desk.mounts(call).byAccessor(accessor) == null) {
            throw RequestFailure.invalid("invalid mount accessor \"" + accessor + "\"");
        }
    }

    private Response read(Call call) {
        Entity entity = Desk.entities(call).ofAlias(call.path("id"));
        Alias alias = entity == null ? null : entity.alias(call.path("id"));
        if (entity == null || alias == null) {
            throw RequestFailure.notFound();
        }
        View view = desk.view(call);
        return Response.of(view.alias(alias, entity.id()).put("namespace_id", view.namespaceId()));
    }

    private static Response delete(Call call) {
        Entity entity = Desk.entities(call).ofAlias(call.path("id"));
        if (entity != null) {
            Desk.entities(call).put(entity, entity.withoutAlias(call.path("id")));
        }
        return Response.empty();
    }

    private Response list(Call call) {
        Entities entities = Desk.entities(call);
        View view = desk.view(call);
        return Listing.of(
                entities.aliases(Listing.after(call), Listing.limit(call)),
                owned -> owned.alias().id(),
                owned -> view.aliasInfo(owned.alias(), owned.entityId()));
    }
}
