package io.sealwright.server.identity;

import static io.sealwright.server.identity.IdentityKeys.MEMBER;
import static io.sealwright.server.identity.IdentityKeys.MEMBERSHIP;
import static io.sealwright.server.identity.IdentityKeys.item;
import static io.sealwright.server.identity.IdentityKeys.known;

import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.ItemEntry;
import io.sealwright.storage.barrier.Records;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which entities are in which groups, each pair stored from both sides, so that joining a large
 * group costs what joining a small one does.
 */
final class Memberships {
    /** The most groups that an entity is directly in: all of them are read at its first request. */
    static final int MAX_GROUPS = 1_000;

    private static final byte[] THERE = {1};

    private final Records records;

    Memberships(Records records) {
        this.records = records;
    }

    /** Before anybody joins a new group. */
    void begin(String group) {
        records.setCounter(item(MEMBER, known(group)), 0);
    }

    /**
     * @throws RequestFailure if the entity is in too many groups
     */
    void join(String group, String entity) {
        byte[] g = known(group);
        byte[] e = known(entity);
        if (records.get(item(MEMBER, g, e)) != null) {
            return;
        }
        if (groupsOf(entity).size() >= MAX_GROUPS) {
            throw RequestFailure.invalid(
                    "an entity can be in " + MAX_GROUPS + " groups directly; nest groups instead");
        }
        records.put(item(MEMBER, g, e), THERE);
        records.put(item(MEMBERSHIP, e, g), THERE);
        records.add(item(MEMBER, g), 1, 0);
    }

    void leave(String group, String entity) {
        byte[] g = known(group);
        byte[] e = known(entity);
        if (records.get(item(MEMBER, g, e)) == null) {
            return;
        }
        records.delete(item(MEMBER, g, e));
        records.delete(item(MEMBERSHIP, e, g));
        records.add(item(MEMBER, g), -1, 0);
    }

    void leaveAll(String entity) {
        groupsOf(entity).forEach(group -> leave(group, entity));
    }

    /** Ids of the groups that an entity is directly in; no preconditions. */
    List<String> groupsOf(String entity) {
        return ids(item(MEMBERSHIP, known(entity)), null, MAX_GROUPS + 1);
    }

    /**
     * Ids of a group's entities, in their order; no preconditions.
     *
     * @param after the last one of the page before; empty for the first page
     */
    List<String> members(String group, String after, int limit) {
        byte[] g = known(group);
        byte[] last = Ids.bytes(after);
        return ids(item(MEMBER, g), last == null ? null : item(MEMBER, g, last), limit);
    }

    private List<String> ids(byte[] prefix, byte @Nullable [] after, int limit) {
        List<String> found = new ArrayList<>();
        for (ItemEntry entry : records.scan(prefix, after, limit)) {
            found.add(Ids.text(entry.id(), 1 + Ids.BYTES));
        }
        return found;
    }

    long size(String group) {
        Long count = records.counter(item(MEMBER, known(group)));
        return count == null ? 0 : count;
    }

    void forgetSize(String group) {
        records.deleteCounter(item(MEMBER, known(group)));
    }
}
