package io.sealwright.server.identity;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code entity/merge}: several entities that are one and the same become one. */
@Component
final class MergeRoute {
    /** The most entities of one request. */
    private static final int MAX_MERGED = 100;

    Route route() {
        return Route.at("entity/merge", "Makes one entity of several.")
                .field("from_entity_ids", FieldType.STRING_LIST, "Ids of those that go.")
                .field("to_entity_id", FieldType.STRING, "Id of the one that stays.")
                .field(
                        "conflicting_alias_ids_to_keep",
                        FieldType.STRING_LIST,
                        "Which alias stays where both have one of the same mount; then for one"
                                + " entity to merge alone.")
                .field(
                        "force",
                        FieldType.BOOL,
                        "Where both have a secret for one MFA method, the one of the entity that"
                                + " stays is kept; refused otherwise.")
                .on(Operation.UPDATE, MergeRoute::merge)
                .build();
    }

    private static Response merge(Call call) {
        List<String> ids = call.strings("from_entity_ids").stream().distinct().toList();
        String toId = call.string("to_entity_id", "");
        requireSensible(ids, toId);
        Entities entities = Desk.entities(call);
        Entity to = found(entities.find(toId), "entity id to merge to is invalid");
        List<Entity> from =
                ids.stream()
                        .map(id -> found(entities.find(id), "entity id to merge from is invalid"))
                        .toList();
        Set<String> kept = new HashSet<>(call.strings("conflicting_alias_ids_to_keep"));
        boolean force = call.bool("force", false);
        for (Entity one : from) {
            if (!force && entities.secretsCollide(one, to)) {
                throw RequestFailure.invalid(
                        "entity "
                                + one.id()
                                + " and the one to merge to have secrets for the same MFA method: destroy one of"
                                + " them, or set force to keep that of the entity to merge to");
            }
            to = merge(entities, one, to, from.size() == 1 ? kept : Set.of());
        }
        return Response.empty();
    }

    private static void requireSensible(List<String> ids, String toId) {
        if (ids.isEmpty()) {
            throw RequestFailure.invalid("missing entity ids to merge from");
        }
        if (toId.isEmpty()) {
            throw RequestFailure.invalid("missing entity id to merge to");
        }
        if (ids.contains(toId)) {
            throw RequestFailure.invalid("to_entity_id should not be present in from_entity_ids");
        }
        if (ids.size() > MAX_MERGED) {
            throw RequestFailure.invalid("at most " + MAX_MERGED + " entities in one request");
        }
    }

    private static Entity found(@Nullable Entity entity, String otherwise) {
        if (entity == null) {
            throw RequestFailure.invalid(otherwise);
        }
        return entity;
    }

    /** An entity has one alias of each mount, so one of two has to go. */
    private static Entity merge(Entities entities, Entity from, Entity to, Set<String> kept) {
        Entity giving = from;
        Entity taking = to;
        for (Alias alias : from.aliases()) {
            Alias other = to.aliasAt(alias.mountAccessor());
            if (other == null) {
                continue;
            }
            if (kept.contains(alias.id()) == kept.contains(other.id())) {
                throw conflicting(from, to, alias, other);
            }
            if (kept.contains(other.id())) {
                giving = giving.withoutAlias(alias.id());
            } else {
                taking = taking.withoutAlias(other.id());
            }
        }
        entities.put(from, giving);
        entities.put(to, taking);
        return entities.merge(giving, taking);
    }

    private static RequestFailure conflicting(Entity from, Entity to, Alias alias, Alias other) {
        return RequestFailure.invalid(
                "2 errors occurred:\n\t* toEntity and at least one fromEntity have aliases with the same mount accessor,"
                        + " repeat the merge request specifying exactly one fromEntity and in"
                        + " conflicting_alias_ids_to_keep one alias of each mount, clashes: \n\t* mountAccessor: "
                        + alias.mountAccessor()
                        + ", toEntity ID: "
                        + to.id()
                        + ", fromEntity ID: "
                        + from.id()
                        + ", conflicting toEntity alias ID: "
                        + other.id()
                        + ", conflicting fromEntity alias ID: "
                        + alias.id()
                        + "\n\n");
    }
}
