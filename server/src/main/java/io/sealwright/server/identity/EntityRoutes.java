package io.sealwright.server.identity;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** {@code entity}, {@code entity/id}, {@code entity/name} and {@code entity/batch-delete}. */
@Component
final class EntityRoutes {
    /** The most entities of one request to delete. */
    private static final int MAX_DELETED = 1_000;

    private static final Field NAME = Field.of("name", FieldType.STRING, "Name of the entity.");
    private static final List<Field> WRITTEN =
            List.of(
                    Field.of(
                            "metadata",
                            FieldType.STRING_MAP,
                            "Metadata, which templated policies can use."),
                    Field.of("policies", FieldType.STRING_LIST, "Policies of all its tokens."),
                    Field.of(
                            "disabled",
                            FieldType.BOOL,
                            "Refuses its tokens and its logins; they are not revoked."));

    private final Desk desk;

    EntityRoutes(Desk desk) {
        this.desk = desk;
    }

    List<Route> routes() {
        return List.of(
                Route.at("entity", "Creates an entity, or changes the one of that name.")
                        .field("id", FieldType.STRING, "Id of an entity to change.")
                        .fields(List.of(NAME))
                        .fields(WRITTEN)
                        .on(Operation.UPDATE, this::write)
                        .build(),
                Route.at("entity/id/", "Lists the entities by id.")
                        .fields(Listing.FIELDS)
                        .on(Operation.LIST, this::list)
                        .build(),
                Route.at("entity/name/", "Lists the names of the entities.")
                        .fields(Listing.FIELDS)
                        .on(Operation.LIST, EntityRoutes::names)
                        .build(),
                Route.at("entity/id/{id}", "An entity by its id.")
                        .fields(List.of(NAME))
                        .fields(WRITTEN)
                        .on(Operation.READ, call -> read(call, byId(call)))
                        .on(Operation.UPDATE, call -> change(call, call.path("id")))
                        .on(Operation.DELETE, call -> delete(call, byId(call)))
                        .build(),
                Route.at("entity/name/{name}", "An entity by its name.")
                        .fields(WRITTEN)
                        .on(Operation.READ, call -> read(call, byName(call)))
                        .on(Operation.UPDATE, call -> writeNamed(call, call.path("name")))
                        .on(Operation.DELETE, call -> delete(call, byName(call)))
                        .build(),
                Route.at("entity/batch-delete", "Deletes several entities.")
                        .field("entity_ids", FieldType.STRING_LIST, "Ids of the entities.")
                        .on(Operation.UPDATE, EntityRoutes::deleteAll)
                        .build());
    }

    private static @Nullable Entity byId(Call call) {
        return Desk.entities(call).find(call.path("id"));
    }

    private static @Nullable Entity byName(Call call) {
        return Desk.entities(call).named(call.path("name"));
    }

    private Response write(Call call) {
        String id = call.string("id", "");
        return id.isEmpty() ? writeNamed(call, call.string("name", "")) : change(call, id);
    }

    private Response writeNamed(Call call, String name) {
        Entities entities = Desk.entities(call);
        Entity old = name.isEmpty() ? null : entities.named(Names.checked(name));
        if (old != null) {
            return put(call, old, name);
        }
        String newName = name.isEmpty() ? entities.freshName() : Names.checked(name);
        Entity entity = changed(call, Entity.named(newName, call.now()), newName);
        entities.put(null, entity);
        ObjectNode data = View.object();
        data.putNull("aliases");
        data.put("id", entity.id());
        data.put("name", entity.name());
        return Response.of(data);
    }

    private Response change(Call call, String id) {
        Entities entities = Desk.entities(call);
        Entity old = entities.find(id);
        if (old == null) {
            throw RequestFailure.invalid("entity not found from id");
        }
        String name = call.string("name", "");
        Entity other = name.isEmpty() ? null : entities.named(Names.checked(name));
        if (other != null && !other.id().equals(old.id())) {
            throw RequestFailure.invalid("entity name is already in use");
        }
        return put(call, old, name.isEmpty() ? old.name() : name);
    }

    private static Response put(Call call, Entity old, String name) {
        Desk.entities(call).put(old, changed(call, old, name));
        return Response.empty();
    }

    private static Entity changed(Call call, Entity old, String name) {
        Map<String, String> metadata =
                call.has("metadata") ? Names.metadata(call, "metadata") : old.metadata();
        List<String> policies = call.has("policies") ? Names.policies(call) : old.policies();
        return old.changed(
                name, metadata, policies, call.bool("disabled", old.disabled()), call.now());
    }

    private Response read(Call call, @Nullable Entity entity) {
        if (entity == null) {
            throw RequestFailure.notFound();
        }
        return Response.of(desk.shown(call, entity));
    }

    private static Response delete(Call call, @Nullable Entity entity) {
        if (entity != null) {
            Desk.entities(call).delete(entity);
        }
        return Response.empty();
    }

    private static Response deleteAll(Call call) {
        List<String> ids = call.strings("entity_ids");
        if (ids.isEmpty()) {
            throw RequestFailure.invalid("missing entity ids to delete");
        }
        if (ids.size() > MAX_DELETED) {
            throw RequestFailure.invalid("at most " + MAX_DELETED + " entities in one request");
        }
        Entities entities = Desk.entities(call);
        ids.stream().distinct().forEach(id -> delete(call, entities.find(id)));
        return Response.empty();
    }

    private Response list(Call call) {
        View view = desk.view(call);
        return Listing.of(
                Desk.entities(call).page(Listing.after(call), Listing.limit(call)),
                Entity::id,
                view::entityInfo);
    }

    private static Response names(Call call) {
        return Listing.of(
                Desk.entities(call).page(Listing.after(call), Listing.limit(call)),
                Entity::name,
                null);
    }
}
