package io.sealwright.server.token;

import io.sealwright.server.identity.Identity;
import io.sealwright.server.namespace.Namespace;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A token as the look-ups show it. */
final class TokenView {
    private TokenView() {}

    /**
     * @param identity null for a token that belongs to no entity
     * @param id the token itself; empty where only its accessor is known
     * @param uses what is left; negative = this request is the last
     * @param namespace of the token
     */
    static ObjectNode of(
            TokenEntry entry,
            @Nullable Identity identity,
            String id,
            long uses,
            Instant now,
            @Nullable Namespace namespace) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("accessor", entry.accessor());
        if (!entry.boundCidrs().isEmpty()) {
            data.set("bound_cidrs", strings(entry.boundCidrs()));
        }
        data.put("creation_time", entry.creationTime());
        data.put("creation_ttl", entry.ttl());
        data.put("display_name", entry.displayName());
        data.put("entity_id", entry.entityId());
        boolean expires = entry.expireTime() > 0;
        data.put(
                "expire_time",
                expires ? Instant.ofEpochMilli(entry.expireTime()).toString() : null);
        data.put("explicit_max_ttl", entry.explicitMaxTtl());
        if (identity != null && !identity.policies().isEmpty()) {
            data.set("external_namespace_policies", JsonNodeFactory.instance.objectNode());
            data.set("identity_policies", strings(identity.policies()));
        }
        data.put("id", id);
        data.put("issue_time", Instant.ofEpochSecond(entry.creationTime()).toString());
        if (entry.lastRenewalTime() > 0) {
            data.put("last_renewal", Instant.ofEpochSecond(entry.lastRenewalTime()).toString());
            data.put("last_renewal_time", entry.lastRenewalTime());
        }
        data.set("meta", entry.metadata().isEmpty() ? null : strings(entry.metadata()));
        if (namespace != null && !namespace.isRoot()) {
            data.put("namespace_path", namespace.path());
        }
        data.put("num_uses", uses);
        data.put("orphan", entry.orphan());
        data.put("path", entry.path());
        if (entry.period() > 0) {
            data.put("period", entry.period());
        }
        data.set("policies", strings(entry.policies()));
        data.put("renewable", entry.renewable());
        if (!entry.role().isEmpty()) {
            data.put("role", entry.role());
        }
        data.put("ttl", expires ? secondsLeft(entry, now) : 0);
        data.put("type", entry.type());
        return data;
    }

    static long secondsLeft(TokenEntry entry, Instant now) {
        return Math.max(0, Math.floorDiv(entry.expireTime() - now.toEpochMilli(), 1_000L));
    }

    static ArrayNode strings(List<String> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(array::add);
        return array;
    }

    private static ObjectNode strings(Map<String, String> values) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(values).forEach(object::put);
        return object;
    }
}
