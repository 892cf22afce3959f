package io.sealwright.server.auth.approle;

import java.time.Instant;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A secret id as the look-ups show it. */
final class SecretIdView {
    /** As the peer writes a time that there is none of. */
    private static final String NEVER = "0001-01-01T00:00:00Z";

    private SecretIdView() {}

    static ObjectNode of(SecretId value) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        value.cidrs().forEach(data.putArray("cidr_list")::add);
        data.put("creation_time", Instant.ofEpochMilli(value.created()).toString());
        data.put(
                "expiration_time",
                value.expires() == 0 ? NEVER : Instant.ofEpochMilli(value.expires()).toString());
        data.put("last_updated_time", Instant.ofEpochMilli(value.updated()).toString());
        new TreeMap<>(value.metadata()).forEach(data.putObject("metadata")::put);
        data.put("secret_id_accessor", value.accessor());
        data.put("secret_id_num_uses", value.usesLeft());
        data.put("secret_id_ttl", value.ttl());
        value.tokenCidrs().forEach(data.putArray("token_bound_cidrs")::add);
        return data;
    }
}
