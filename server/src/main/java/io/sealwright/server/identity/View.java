package io.sealwright.server.identity;

import io.sealwright.server.mount.MountTable;
import io.sealwright.server.mount.Mounted;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Entities, groups and aliases as the API shows them, for one transaction.
 *
 * @param namespaceId as shown: {@code root}, or the namespace's own
 */
record View(MountTable mounts, String namespaceId) {

    ObjectNode entity(Entity entity, List<String> direct, List<String> all) {
        ObjectNode data = object();
        ArrayNode aliases = data.putArray("aliases");
        entity.aliases().forEach(alias -> aliases.add(alias(alias, entity.id())));
        data.put("creation_time", time(entity.created()));
        data.set("direct_group_ids", strings(direct));
        data.put("disabled", entity.disabled());
        data.set("group_ids", strings(all));
        data.put("id", entity.id());
        data.set(
                "inherited_group_ids",
                strings(all.stream().filter(id -> !direct.contains(id)).toList()));
        data.put("last_update_time", time(entity.updated()));
        data.set("merged_entity_ids", stringsOrNull(entity.mergedIds()));
        data.set("metadata", mapOrNull(entity.metadata()));
        data.put("name", entity.name());
        data.put("namespace_id", namespaceId);
        data.set("policies", strings(entity.policies()));
        return data;
    }

    /** What a list tells of an entity. */
    ObjectNode entityInfo(Entity entity) {
        ObjectNode data = object();
        if (!entity.aliases().isEmpty()) {
            ArrayNode aliases = data.putArray("aliases");
            for (Alias alias : entity.aliases()) {
                ObjectNode info = aliases.addObject().put("id", alias.id());
                putMount(info, alias);
            }
        }
        data.put("name", entity.name());
        return data;
    }

    ObjectNode alias(Alias alias, String canonicalId) {
        ObjectNode data = bareAlias(alias, canonicalId);
        data.set("custom_metadata", mapOrNull(alias.customMetadata()));
        data.put("local", false);
        return data;
    }

    /** Of a group's, which operators give no metadata. */
    ObjectNode bareAlias(Alias alias, String canonicalId) {
        ObjectNode data = object();
        data.put("canonical_id", canonicalId);
        data.put("creation_time", time(alias.created()));
        data.put("id", alias.id());
        data.put("last_update_time", time(alias.updated()));
        data.set("merged_from_canonical_ids", stringsOrNull(alias.mergedFrom()));
        data.set("metadata", mapOrNull(alias.metadata()));
        putMount(data, alias);
        return data;
    }

    /** What a list tells of an alias. */
    ObjectNode aliasInfo(Alias alias, String canonicalId) {
        ObjectNode data = object();
        data.put("canonical_id", canonicalId);
        data.set("custom_metadata", mapOrNull(alias.customMetadata()));
        data.put("local", false);
        data.set("metadata", mapOrNull(alias.metadata()));
        putMount(data, alias);
        return data;
    }

    /** The mount may be gone: then only its accessor is known. */
    private void putMount(ObjectNode data, Alias alias) {
        data.put("mount_accessor", alias.mountAccessor());
        Mounted mounted = mounts.byAccessor(alias.mountAccessor());
        if (mounted != null) {
            data.put("mount_path", mounted.mount().path());
            data.put("mount_type", mounted.mount().type());
        }
        data.put("name", alias.name());
    }

    ObjectNode group(Group group, List<String> members) {
        ObjectNode data = object();
        Alias alias = group.alias();
        data.set("alias", alias == null ? object() : bareAlias(alias, group.id()));
        data.put("creation_time", time(group.created()));
        data.put("id", group.id());
        data.put("last_update_time", time(group.updated()));
        data.set("member_entity_ids", stringsOrNull(members));
        data.set("member_group_ids", stringsOrNull(group.memberGroups()));
        data.set("metadata", mapOrNull(group.metadata()));
        data.put("modify_index", group.modifyIndex());
        data.put("name", group.name());
        data.put("namespace_id", namespaceId);
        data.set("parent_group_ids", stringsOrNull(group.parents()));
        data.set("policies", stringsOrNull(group.policies()));
        data.put("type", group.type());
        return data;
    }

    static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    static ArrayNode strings(List<String> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(array::add);
        return array;
    }

    private static @Nullable ArrayNode stringsOrNull(List<String> values) {
        return values.isEmpty() ? null : strings(values);
    }

    private static @Nullable ObjectNode mapOrNull(Map<String, String> values) {
        if (values.isEmpty()) {
            return null;
        }
        ObjectNode object = object();
        new TreeMap<>(values).forEach(object::put);
        return object;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
