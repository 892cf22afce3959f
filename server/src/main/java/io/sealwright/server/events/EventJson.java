package io.sealwright.server.events;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Events as CloudEvents 1.0 in the shape that Vault gives them. */
final class EventJson {
    private static final String SOURCE = "sealwright";

    private EventJson() {}

    /**
     * @param namespacePath as it is now, with a slash behind each name; empty for the root
     */
    static ObjectNode of(LoggedEvent logged, String namespacePath) {
        StoredEvent event = logged.event();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", event.id());
        json.put("source", SOURCE);
        json.put("specversion", "1.0");
        json.put("type", "*");
        ObjectNode data = json.putObject("data");
        ObjectNode inner = data.putObject("event");
        inner.put("id", event.id());
        metadata(logged).forEach(inner.putObject("metadata")::put);
        data.put("event_type", event.type());
        if (!namespacePath.isEmpty()) {
            data.put("namespace", namespacePath);
        }
        if (!event.mountPath().isEmpty()) {
            ObjectNode plugin = data.putObject("plugin_info");
            plugin.put("mount_class", "secret");
            plugin.put("mount_accessor", event.mountAccessor());
            plugin.put("mount_path", event.mountPath());
            plugin.put("plugin", event.plugin());
        }
        json.put("datacontenttype", "application/json");
        json.put("time", event.time());
        return json;
    }

    private static Map<String, String> metadata(LoggedEvent logged) {
        StoredEvent event = logged.event();
        Map<String, String> metadata = new TreeMap<>(event.metadata());
        if (!event.dataPath().isEmpty()) {
            metadata.put("data_path", event.dataPath());
            metadata.put("path", event.path());
            // A denied read has changed nothing, nor has a rotation that failed.
            boolean modified =
                    event.type().startsWith("kv-") || event.operation().equals("rotated");
            metadata.put("modified", Boolean.toString(modified));
        }
        metadata.put("operation", event.operation());
        metadata.put("vault_index", Long.toString(logged.index()));
        return metadata;
    }
}
