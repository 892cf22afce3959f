package io.sealwright.server.identity.mfa;

import io.sealwright.server.identity.Identity;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RecordCodec;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which logins have to be confirmed, as it is stored: those for which any of the last four lists
 * says so.
 *
 * @param methods ids; any one of them will do
 * @param accessors of auth mounts
 * @param types of auth mounts
 * @param groups ids
 * @param entities ids
 */
record Enforcement(
        String id,
        String name,
        List<String> methods,
        List<String> accessors,
        List<String> types,
        List<String> groups,
        List<String> entities) {
    static final RecordCodec<Enforcement> CODEC = RecordCodec.of(Enforcement.class);

    Enforcement {
        methods = List.copyOf(methods);
        accessors = List.copyOf(accessors);
        types = List.copyOf(types);
        groups = List.copyOf(groups);
        entities = List.copyOf(entities);
    }

    /**
     * @param identity null for somebody who is nobody
     */
    boolean concerns(Mount mount, @Nullable Identity identity) {
        return accessors.contains(mount.accessor())
                || types.contains(mount.type())
                || identity != null && concerns(identity);
    }

    /** Also an entity that has become part of another is meant by its id. */
    private boolean concerns(Identity identity) {
        return entities.contains(identity.entityId())
                || !Collections.disjoint(entities, identity.formerIds())
                || !groups.isEmpty() && !Collections.disjoint(groups, identity.groupIds());
    }

    ObjectNode shown(Namespace namespace) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        show(data, "auth_method_accessors", accessors);
        show(data, "auth_method_types", types);
        data.put("id", id);
        show(data, "identity_entity_ids", entities);
        show(data, "identity_group_ids", groups);
        show(data, "mfa_method_ids", methods);
        data.put("name", name);
        data.put("namespace_id", namespace.id());
        data.put("namespace_path", namespace.path());
        return data;
    }

    private static void show(ObjectNode data, String name, List<String> values) {
        values.forEach(data.putArray(name)::add);
    }
}
