package io.sealwright.server.identity;

import io.sealwright.policy.TemplateContext;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who is behind a token: an entity with all groups that it is in, directly or through others.
 * Immutable.
 *
 * @param entityId the entity as it is now, also where the token's own was merged into it
 * @param formerIds of entities that were merged into it
 * @param disabled nothing may be done in its name
 * @param policies of the entity and its groups, each once, in order
 * @param template what templated paths are filled with
 */
public record Identity(
        String entityId,
        List<String> formerIds,
        boolean disabled,
        List<String> policies,
        TemplateContext template) {
    public Identity {
        formerIds = List.copyOf(formerIds);
        policies = List.copyOf(policies);
    }

    /** Ids of the groups that it is in, directly or through others. */
    public Set<String> groupIds() {
        return template.groups().stream()
                .map(TemplateContext.Group::id)
                .collect(Collectors.toSet());
    }

    @Override
    public String toString() {
        return "Identity[" + entityId + "]";
    }
}
