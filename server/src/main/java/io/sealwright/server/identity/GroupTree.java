package io.sealwright.server.identity;

import io.sealwright.server.spi.RequestFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Groups within groups: no circles, and a bound on what one request has to read. */
final class GroupTree {
    /** The most groups within one, or around one. */
    static final int MAX_RELATIVES = 1_000;

    /** The most groups that are looked at, however they are nested. */
    static final int MAX_VISITED = 10_000;

    private final Groups groups;

    GroupTree(Groups groups) {
        this.groups = groups;
    }

    /** Groups with all that they are within, each once; no preconditions. */
    SequencedMap<String, Group> withAncestors(List<String> ids) {
        return upwards(ids, groups::peek);
    }

    private static SequencedMap<String, Group> upwards(
            List<String> ids, Function<String, @Nullable Group> lookup) {
        SequencedMap<String, Group> found = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>(ids);
        while (!open.isEmpty() && found.size() < MAX_VISITED) {
            String id = open.removeFirst();
            Group group = found.containsKey(id) ? null : lookup.apply(id);
            if (group != null) {
                found.put(id, group);
                open.addAll(group.parents());
            }
        }
        return found;
    }

    /**
     * Makes {@code members} the groups within {@code group}: the other side of what the group's own
     * record says, which the caller stores.
     *
     * @return the members, each once
     * @throws RequestFailure for an unknown group, or one that the group itself is within
     */
    List<String> setMembers(Group group, List<String> members) {
        List<String> wanted = members.stream().distinct().toList();
        if (wanted.size() > MAX_RELATIVES) {
            throw RequestFailure.invalid("a group can have " + MAX_RELATIVES + " member groups");
        }
        Map<String, Group> around = upwards(List.of(group.id()), groups::find);
        for (String id : wanted) {
            if (!group.memberGroups().contains(id)) {
                enter(group, id, around);
            }
        }
        for (String id : group.memberGroups()) {
            if (!wanted.contains(id)) {
                leave(group.id(), id);
            }
        }
        return wanted;
    }

    private void enter(Group group, String id, Map<String, Group> around) {
        if (id.equals(group.id())) {
            throw RequestFailure.invalid(
                    "member group ID \"" + id + "\" is same as the ID of the group");
        }
        if (around.containsKey(id)) {
            throw RequestFailure.invalid(
                    "cyclic relationship detected for member group ID \"" + id + "\"");
        }
        Group member = groups.find(id);
        if (member == null) {
            throw RequestFailure.invalid("invalid member group ID \"" + id + "\"");
        }
        if (member.parents().size() >= MAX_RELATIVES) {
            throw RequestFailure.invalid(
                    "a group can be a member of " + MAX_RELATIVES + " groups directly");
        }
        List<String> parents = new ArrayList<>(member.parents());
        parents.add(group.id());
        groups.putRelated(member.withParents(parents));
    }

    private void leave(String group, String memberId) {
        Group member = groups.find(memberId);
        if (member != null) {
            groups.putRelated(member.withParents(without(member.parents(), group)));
        }
    }

    /** Takes a group out of those around it and within it. */
    void cut(Group group) {
        group.memberGroups().forEach(member -> leave(group.id(), member));
        for (String id : group.parents()) {
            Group parent = groups.find(id);
            if (parent != null) {
                groups.putRelated(
                        parent.withMemberGroups(without(parent.memberGroups(), group.id())));
            }
        }
    }

    private static List<String> without(List<String> ids, String id) {
        return ids.stream().filter(other -> !other.equals(id)).toList();
    }
}
