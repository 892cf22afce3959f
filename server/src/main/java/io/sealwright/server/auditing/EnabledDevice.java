package io.sealwright.server.auditing;

import io.sealwright.server.config.AuditHttp;
import io.sealwright.server.config.AuditOptions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An audit device that was enabled by API, as it is stored. The options may hold secrets: headers
 * of requests, tokens in URLs.
 *
 * @param name with a trailing slash
 * @param local kept for clients that send it
 */
public record EnabledDevice(
        String name, String type, String description, boolean local, Map<String, String> options) {
    public EnabledDevice {
        options = Map.copyOf(options);
    }

    /** As {@code sys/audit} shows it. */
    ShownDevice shown() {
        Map<String, String> shown = new LinkedHashMap<>(options);
        shown.computeIfPresent("uri", (name, uri) -> AuditHttp.withoutQuery(uri));
        shown.computeIfPresent(
                "headers",
                (name, json) ->
                        String.join(", ", AuditOptions.headers(json).keySet()) + " (hidden)");
        return new ShownDevice(name, type, description, local, shown);
    }

    @Override
    public String toString() {
        return "EnabledDevice[" + name + ", " + type + "]";
    }
}
