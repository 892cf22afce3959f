package io.sealwright.server.identity;

import static io.sealwright.server.identity.IdentityKeys.ALIAS;
import static io.sealwright.server.identity.IdentityKeys.ENTITY;
import static io.sealwright.server.identity.IdentityKeys.MERGED;
import static io.sealwright.server.identity.IdentityKeys.item;
import static io.sealwright.server.identity.IdentityKeys.known;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.ItemEntry;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stored entities of one namespace, for one transaction. */
final class Entities {
    private static final RecordCodec<Entity> CODEC = RecordCodec.of(Entity.class);

    private final Records records;
    private final Memberships memberships;
    private final FactorSecrets secrets;

    Entities(Transaction transaction, int namespace) {
        this.records = IdentityKeys.records(transaction, namespace);
        this.memberships = new Memberships(records);
        this.secrets = FactorSecrets.of(transaction, namespace);
    }

    /** A precondition of the commit. */
    @Nullable Entity find(String id) {
        byte[] bytes = Ids.bytes(id);
        if (bytes == null) {
            return null;
        }
        Decoded<Entity> found = records.get(item(ENTITY, bytes), CODEC);
        return found == null ? null : found.value();
    }

    /** Also of one that was merged into another: that other. No precondition. */
    @Nullable Entity peekNow(String id) {
        byte[] bytes = Ids.bytes(id);
        if (bytes == null) {
            return null;
        }
        Decoded<Entity> found = records.peek(item(ENTITY, bytes), CODEC);
        if (found != null) {
            return found.value();
        }
        Record merged = records.peek(item(MERGED, bytes));
        Decoded<Entity> into =
                merged == null ? null : records.peek(item(ENTITY, merged.value()), CODEC);
        return into == null ? null : into.value();
    }

    /** For one that was given none. */
    String freshName() {
        String name = Names.random("entity");
        return named(name) == null ? name : freshName();
    }

    /** Null also for what is too long to be a name. */
    @Nullable Entity named(String name) {
        return name.length() > Names.MAX_NAME ? null : behind(IdentityKeys.entityName(name));
    }

    @Nullable Entity ofAlias(String aliasId) {
        byte[] bytes = Ids.bytes(aliasId);
        Record found = bytes == null ? null : records.get(item(ALIAS, bytes));
        return found == null ? null : find(Ids.text(found.value(), 0));
    }

    @Nullable Entity ofAliasName(String mountAccessor, String name) {
        return name.length() > Names.MAX_NAME
                ? null
                : behind(IdentityKeys.aliasName(mountAccessor, name));
    }

    private @Nullable Entity behind(String record) {
        String id = IdentityKeys.target(records, record);
        return id == null ? null : find(id);
    }

    /**
     * Stores an entity in the place of {@code old}, with the names that lead to it.
     *
     * @param old null for a new one
     */
    void put(@Nullable Entity old, Entity entity) {
        byte[] id = known(entity.id());
        if (old != null && !sameNames(old, entity)) {
            removeNames(old);
        }
        if (old == null || !sameNames(old, entity)) {
            records.put(IdentityKeys.entityName(entity.name()), id);
            for (Alias alias : entity.aliases()) {
                records.put(item(ALIAS, known(alias.id())), id);
                records.put(IdentityKeys.aliasName(alias.mountAccessor(), alias.name()), id);
            }
        }
        records.put(item(ENTITY, id), CODEC.encode(entity));
    }

    private static boolean sameNames(Entity a, Entity b) {
        return a.name().equals(b.name()) && names(a).equals(names(b));
    }

    private static List<String> names(Entity entity) {
        return entity.aliases().stream()
                .map(alias -> alias.id() + alias.mountAccessor() + "/" + alias.name())
                .toList();
    }

    private void removeNames(Entity entity) {
        records.delete(IdentityKeys.entityName(entity.name()));
        for (Alias alias : entity.aliases()) {
            records.delete(item(ALIAS, known(alias.id())));
            records.delete(IdentityKeys.aliasName(alias.mountAccessor(), alias.name()));
        }
    }

    /**
     * Takes an entity away with its names, its memberships, the secrets of its second factors and
     * what was merged into it.
     */
    void delete(Entity entity) {
        removeNames(entity);
        secrets.deleteAll(entity.id());
        memberships.leaveAll(entity.id());
        entity.mergedIds().forEach(id -> records.delete(item(MERGED, known(id))));
        records.delete(item(ENTITY, known(entity.id())));
    }

    /**
     * Makes one entity of two: aliases, memberships, tokens and second factors of {@code from} are
     * those of {@code to}, which keeps its own where both have one; its name, policies and metadata
     * are gone.
     */
    Entity merge(Entity from, Entity to) {
        Entity merged = to.merged(from);
        secrets.move(from.id(), to.id());
        List<String> groups = memberships.groupsOf(from.id());
        delete(from);
        groups.forEach(group -> memberships.join(group, to.id()));
        put(to, merged);
        merged.mergedIds().forEach(id -> records.put(item(MERGED, known(id)), known(to.id())));
        return merged;
    }

    /** Whether both have a secret for the same MFA method. */
    boolean secretsCollide(Entity one, Entity other) {
        return secrets.collide(one.id(), other.id());
    }

    /**
     * In the order of their ids; no preconditions.
     *
     * @param after id of the last one of the page before; empty for the first page
     */
    List<Entity> page(String after, int limit) {
        byte[] from = Ids.bytes(after);
        List<Entity> found = new ArrayList<>();
        byte[] last = from == null ? null : item(ENTITY, from);
        for (ItemEntry entry : records.scan(item(ENTITY), last, limit)) {
            found.add(CODEC.decode(entry.entry().value()));
        }
        return found;
    }

    /** An alias with the entity that it is of. */
    record Owned(Alias alias, String entityId) {}

    /** In the order of the aliases' ids, as {@link #page}. */
    List<Owned> aliases(String after, int limit) {
        byte[] from = Ids.bytes(after);
        byte[] last = from == null ? null : item(ALIAS, from);
        List<Owned> found = new ArrayList<>();
        for (ItemEntry entry : records.scan(item(ALIAS), last, limit)) {
            Entity entity = peekNow(Ids.text(entry.entry().value(), 0));
            Alias alias = entity == null ? null : entity.alias(Ids.text(entry.id(), 1));
            if (entity != null && alias != null) {
                found.add(new Owned(alias, entity.id()));
            }
        }
        return found;
    }
}
