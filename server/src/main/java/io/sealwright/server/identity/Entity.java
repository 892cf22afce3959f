package io.sealwright.server.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stored entity.
 *
 * @param disabled its tokens are refused, and it cannot log in
 * @param created epoch milliseconds, as {@code updated}
 * @param mergedIds entities that were merged into this one: their tokens are its own now
 */
record Entity(
        String id,
        String name,
        Map<String, String> metadata,
        List<String> policies,
        boolean disabled,
        List<Alias> aliases,
        long created,
        long updated,
        List<String> mergedIds) {
    Entity {
        metadata = Map.copyOf(metadata);
        policies = List.copyOf(policies);
        aliases = List.copyOf(aliases);
        mergedIds = List.copyOf(mergedIds);
    }

    static Entity named(String name, Instant now) {
        long time = now.toEpochMilli();
        return new Entity(
                Ids.random(), name, Map.of(), List.of(), false, List.of(), time, time, List.of());
    }

    /** The alias at an auth mount: there is one at most. */
    @Nullable Alias aliasAt(String mountAccessor) {
        for (Alias alias : aliases) {
            if (alias.mountAccessor().equals(mountAccessor)) {
                return alias;
            }
        }
        return null;
    }

    @Nullable Alias alias(String aliasId) {
        for (Alias alias : aliases) {
            if (alias.id().equals(aliasId)) {
                return alias;
            }
        }
        return null;
    }

    Entity changed(
            String newName,
            Map<String, String> newMetadata,
            List<String> newPolicies,
            boolean nowDisabled,
            Instant now) {
        return new Entity(
                id,
                newName,
                newMetadata,
                newPolicies,
                nowDisabled,
                aliases,
                created,
                now.toEpochMilli(),
                mergedIds);
    }

    /** With an alias added, or put in the place of the one with its id. */
    Entity withAlias(Alias alias) {
        List<Alias> others = others(alias.id());
        others.add(alias);
        return withAliases(others, mergedIds);
    }

    Entity withoutAlias(String aliasId) {
        return withAliases(others(aliasId), mergedIds);
    }

    /** With another's aliases and former ids; that one is gone afterwards. */
    Entity merged(Entity from) {
        List<Alias> all = new ArrayList<>(aliases);
        from.aliases.forEach(alias -> all.add(alias.mergedFrom(from.id)));
        List<String> former = new ArrayList<>(mergedIds);
        former.add(from.id);
        former.addAll(from.mergedIds);
        return withAliases(all, former);
    }

    private List<Alias> others(String aliasId) {
        List<Alias> others = new ArrayList<>(aliases);
        others.removeIf(alias -> alias.id().equals(aliasId));
        return others;
    }

    private Entity withAliases(List<Alias> newAliases, List<String> newMergedIds) {
        return new Entity(
                id, name, metadata, policies, disabled, newAliases, created, updated, newMergedIds);
    }
}
