package io.sealwright.server.identity;

import static io.sealwright.server.identity.IdentityKeys.GROUP;
import static io.sealwright.server.identity.IdentityKeys.GROUP_ALIAS;
import static io.sealwright.server.identity.IdentityKeys.item;
import static io.sealwright.server.identity.IdentityKeys.known;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.ItemEntry;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The stored groups of one namespace, for one transaction. */
final class Groups {
    private static final RecordCodec<Group> CODEC = RecordCodec.of(Group.class);

    private final Records records;

    Groups(Records records) {
        this.records = records;
    }

    /** A precondition of the commit. */
    @Nullable Group find(String id) {
        byte[] bytes = Ids.bytes(id);
        Decoded<Group> found = bytes == null ? null : records.get(item(GROUP, bytes), CODEC);
        return found == null ? null : found.value();
    }

    @Nullable Group peek(String id) {
        byte[] bytes = Ids.bytes(id);
        Decoded<Group> found = bytes == null ? null : records.peek(item(GROUP, bytes), CODEC);
        return found == null ? null : found.value();
    }

    /** For one that was given none. */
    String freshName() {
        String name = Names.random("group");
        return named(name) == null ? name : freshName();
    }

    /** Null also for what is too long to be a name. */
    @Nullable Group named(String name) {
        return name.length() > Names.MAX_NAME ? null : behind(IdentityKeys.groupName(name));
    }

    @Nullable Group ofAlias(String aliasId) {
        byte[] bytes = Ids.bytes(aliasId);
        Record found = bytes == null ? null : records.get(item(GROUP_ALIAS, bytes));
        return found == null ? null : find(Ids.text(found.value(), 0));
    }

    @Nullable Group ofAliasName(String mountAccessor, String name) {
        return name.length() > Names.MAX_NAME
                ? null
                : behind(IdentityKeys.groupAliasName(mountAccessor, name));
    }

    private @Nullable Group behind(String record) {
        String id = IdentityKeys.target(records, record);
        return id == null ? null : find(id);
    }

    /**
     * Stores a group in the place of {@code old}, with the names that lead to it.
     *
     * @param old null for a new one
     */
    void put(@Nullable Group old, Group group) {
        if (old == null) {
            new Memberships(records).begin(group.id());
            putNames(group);
        } else if (!old.name().equals(group.name())
                || !Objects.equals(old.alias(), group.alias())) {
            removeNames(old);
            putNames(group);
        }
        putRelated(group);
    }

    private void putNames(Group group) {
        byte[] id = known(group.id());
        records.put(IdentityKeys.groupName(group.name()), id);
        Alias alias = group.alias();
        if (alias != null) {
            records.put(item(GROUP_ALIAS, known(alias.id())), id);
            records.put(IdentityKeys.groupAliasName(alias.mountAccessor(), alias.name()), id);
        }
    }

    /** A change of its relatives, which leaves its names as they are. */
    void putRelated(Group group) {
        records.put(item(GROUP, known(group.id())), CODEC.encode(group));
    }

    private void removeNames(Group group) {
        records.delete(IdentityKeys.groupName(group.name()));
        Alias alias = group.alias();
        if (alias != null) {
            records.delete(item(GROUP_ALIAS, known(alias.id())));
            records.delete(IdentityKeys.groupAliasName(alias.mountAccessor(), alias.name()));
        }
    }

    /** Takes a group away with its names; its members are left to {@link GroupWork}. */
    void delete(Group group) {
        removeNames(group);
        records.delete(item(GROUP, known(group.id())));
    }

    /**
     * In the order of their ids; no preconditions.
     *
     * @param after id of the last one of the page before; empty for the first page
     */
    List<Group> page(String after, int limit) {
        byte[] from = Ids.bytes(after);
        byte[] last = from == null ? null : item(GROUP, from);
        List<Group> found = new ArrayList<>();
        for (ItemEntry entry : records.scan(item(GROUP), last, limit)) {
            found.add(CODEC.decode(entry.entry().value()));
        }
        return found;
    }

    /** An alias with the group that it is of. */
    record Owned(Alias alias, String ownerId) {}

    /** In the order of the aliases' ids, as {@link #page}. */
    List<Owned> aliases(String after, int limit) {
        byte[] from = Ids.bytes(after);
        byte[] last = from == null ? null : item(GROUP_ALIAS, from);
        List<Owned> found = new ArrayList<>();
        for (ItemEntry entry : records.scan(item(GROUP_ALIAS), last, limit)) {
            Group group = peek(Ids.text(entry.entry().value(), 0));
            Alias alias = group == null ? null : group.alias();
            if (group != null && alias != null) {
                found.add(new Owned(alias, group.id()));
            }
        }
        return found;
    }
}
