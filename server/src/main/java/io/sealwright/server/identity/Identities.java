package io.sealwright.server.identity;

import io.sealwright.policy.TemplateContext;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.ControlClass;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.ClassCache;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Who is behind tokens and logins. An identity is put together once, and again when identity data
 * of its namespace was written. Thread-safe.
 */
@Component
public final class Identities {
    /** Some KiB each; beyond this many the cache starts again. */
    private static final int MAX_CACHED = 50_000;

    private final ClassCache<ConcurrentHashMap<String, Optional<Identity>>> cache;

    Identities(Barrier barrier) {
        cache = barrier.classCache(ControlClass.IDENTITY, (_, _) -> new ConcurrentHashMap<>());
    }

    /**
     * Somebody as an auth mount knows it.
     *
     * @param name must not be empty
     * @param metadata of the alias
     * @param groups names of groups that the mount's source says it is in
     */
    public record Known(
            String mountAccessor, String name, Map<String, String> metadata, List<String> groups) {}

    /** Null if there is no such entity, or none any more. Reads without preconditions. */
    public @Nullable Identity find(Transaction transaction, int namespace, String entityId) {
        ConcurrentHashMap<String, Optional<Identity>> known = cache.get(transaction, namespace);
        Optional<Identity> found = known.get(entityId);
        if (found == null) {
            found = Optional.ofNullable(load(transaction, namespace, entityId));
            if (known.size() >= MAX_CACHED) {
                known.clear();
            }
            known.put(entityId, found);
        }
        return found.orElse(null);
    }

    /** A precondition of the commit. */
    public boolean entityExists(Transaction transaction, int namespace, String entityId) {
        return new Entities(transaction, namespace).find(entityId) != null;
    }

    /** A precondition of the commit. */
    public boolean groupExists(Transaction transaction, int namespace, String groupId) {
        return new Groups(IdentityKeys.records(transaction, namespace)).find(groupId) != null;
    }

    private static @Nullable Identity load(Transaction transaction, int namespace, String id) {
        Records records = IdentityKeys.records(transaction, namespace);
        Entity entity = new Entities(transaction, namespace).peekNow(id);
        if (entity == null) {
            return null;
        }
        Collection<Group> groups =
                new GroupTree(new Groups(records))
                        .withAncestors(new Memberships(records).groupsOf(entity.id()))
                        .values();
        TreeSet<String> policies = new TreeSet<>(entity.policies());
        groups.forEach(group -> policies.addAll(group.policies()));
        return new Identity(
                entity.id(),
                entity.mergedIds(),
                entity.disabled(),
                List.copyOf(policies),
                new TemplateContext(
                        Optional.of(template(entity)),
                        groups.stream().map(Identities::template).toList()));
    }

    private static TemplateContext.Entity template(Entity entity) {
        return new TemplateContext.Entity(
                entity.id(),
                entity.name(),
                entity.metadata(),
                entity.aliases().stream()
                        .map(alias ->
                                new TemplateContext.Alias(
                                        alias.mountAccessor(),
                                        alias.id(),
                                        alias.name(),
                                        alias.metadata(),
                                        alias.customMetadata()))
                        .toList());
    }

    private static TemplateContext.Group template(Group group) {
        return new TemplateContext.Group(group.id(), group.name(), group.metadata());
    }

    /**
     * The entity of a login, made if there is none; its memberships of external groups of that
     * mount become what the login says.
     *
     * @return the entity's id
     * @throws RequestFailure permission denied, if the entity is disabled
     */
    public String login(Transaction transaction, int namespace, Known who, Instant now) {
        Records records = IdentityKeys.records(transaction, namespace);
        Entities entities = new Entities(transaction, namespace);
        Entity entity = entities.ofAliasName(who.mountAccessor(), who.name());
        if (entity == null) {
            entity = create(entities, who, now);
        } else if (entity.disabled()) {
            throw RequestFailure.denied();
        } else {
            remember(entities, entity, who, now);
        }
        joinGroups(records, entity.id(), who.mountAccessor(), who.groups());
        return entity.id();
    }

    /** Whether there is an entity that an auth mount calls so. */
    public boolean knows(
            Transaction transaction, int namespace, String mountAccessor, String name) {
        return new Entities(transaction, namespace).ofAliasName(mountAccessor, name) != null;
    }

    /**
     * Makes an entity's memberships of external groups of an auth mount what the mount's source
     * says now. Nothing if there is no such entity any more.
     *
     * @param names of groups
     */
    public void joinGroups(
            Transaction transaction,
            int namespace,
            String entityId,
            String mountAccessor,
            List<String> names) {
        Entity entity = new Entities(transaction, namespace).peekNow(entityId);
        if (entity != null) {
            joinGroups(
                    IdentityKeys.records(transaction, namespace),
                    entity.id(),
                    mountAccessor,
                    names);
        }
    }

    private static Entity create(Entities entities, Known who, Instant now) {
        Alias alias = Alias.at(who.mountAccessor(), who.name(), now);
        if (!who.metadata().isEmpty()) {
            alias = alias.withMetadata(who.metadata(), now);
        }
        Entity entity = Entity.named(entities.freshName(), now).withAlias(alias);
        entities.put(null, entity);
        return entity;
    }

    /** Writes only what has changed: most logins leave no trace here. */
    private static void remember(Entities entities, Entity entity, Known who, Instant now) {
        Alias alias = entity.aliasAt(who.mountAccessor());
        if (alias != null && !alias.metadata().equals(who.metadata())) {
            entities.put(entity, entity.withAlias(alias.withMetadata(who.metadata(), now)));
        }
    }

    private static void joinGroups(
            Records records, String entityId, String mountAccessor, List<String> names) {
        Groups groups = new Groups(records);
        Memberships memberships = new Memberships(records);
        TreeSet<String> wanted = new TreeSet<>();
        for (String name : names) {
            Group group = groups.ofAliasName(mountAccessor, name);
            if (group != null) {
                wanted.add(group.id());
            }
        }
        for (String id : memberships.groupsOf(entityId)) {
            boolean stays = wanted.remove(id);
            if (!stays && isOf(groups.peek(id), mountAccessor)) {
                memberships.leave(id, entityId);
            }
        }
        wanted.forEach(id -> memberships.join(id, entityId));
    }

    private static boolean isOf(@Nullable Group group, String mountAccessor) {
        Alias alias = group == null ? null : group.alias();
        return alias != null && alias.mountAccessor().equals(mountAccessor);
    }
}
