package io.sealwright.server.identity;

import io.sealwright.policy.TemplateContext;
import java.util.List;

/**
 * Who is behind a token: an entity with all groups that it is in, directly or through others.
 * Immutable.
 *
 * @param entityId the entity as it is now, also where the token's own was merged into it
 * @param disabled nothing may be done in its name
 * @param policies of the entity and its groups, each once, in order
 * @param template what templated paths are filled with
 */
public record Identity(
        String entityId, boolean disabled, List<String> policies, TemplateContext template) {
    public Identity {
        policies = List.copyOf(policies);
    }

    @Override
    public String toString() {
        return "Identity[" + entityId + "]";
    }
}
