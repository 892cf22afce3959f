package io.sealwright.server.identity;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stored group. Which entities are its members lies in records of its own, so that a group may be
 * large.
 *
 * @param external its members are those whom an auth method says to be in {@code alias}
 * @param memberGroups ids of groups whose members are its own too
 * @param parents ids of the groups that have it as a member
 * @param created epoch milliseconds, as {@code updated}
 * @param modifyIndex how often it was written
 */
record Group(
        String id,
        String name,
        boolean external,
        Map<String, String> metadata,
        List<String> policies,
        List<String> memberGroups,
        List<String> parents,
        @Nullable Alias alias,
        long created,
        long updated,
        long modifyIndex) {
    Group {
        metadata = Map.copyOf(metadata);
        policies = List.copyOf(policies);
        memberGroups = List.copyOf(memberGroups);
        parents = List.copyOf(parents);
    }

    static Group named(String name, boolean external, Instant now) {
        long time = now.toEpochMilli();
        return new Group(
                Ids.random(),
                name,
                external,
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                time,
                time,
                0);
    }

    String type() {
        return external ? "external" : "internal";
    }

    Group changed(
            String newName,
            Map<String, String> newMetadata,
            List<String> newPolicies,
            List<String> newMemberGroups,
            Instant now) {
        return new Group(
                id,
                newName,
                external,
                newMetadata,
                newPolicies,
                newMemberGroups,
                parents,
                alias,
                created,
                now.toEpochMilli(),
                modifyIndex + 1);
    }

    Group withAlias(@Nullable Alias newAlias, Instant now) {
        return new Group(
                id,
                name,
                external,
                metadata,
                policies,
                memberGroups,
                parents,
                newAlias,
                created,
                now.toEpochMilli(),
                modifyIndex + 1);
    }

    Group withParents(List<String> newParents) {
        return withRelatives(memberGroups, newParents);
    }

    Group withMemberGroups(List<String> newMemberGroups) {
        return withRelatives(newMemberGroups, parents);
    }

    private Group withRelatives(List<String> newMemberGroups, List<String> newParents) {
        return new Group(
                id,
                name,
                external,
                metadata,
                policies,
                newMemberGroups,
                newParents,
                alias,
                created,
                updated,
                modifyIndex + 1);
    }
}
