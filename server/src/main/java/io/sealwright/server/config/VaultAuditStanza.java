package io.sealwright.server.config;

import io.sealwright.policy.Hcl;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code audit} in a configuration file as Vault's servers take it: {@code audit "file" { path =
 * }}, and the declarative form {@code audit "file" "name" { options { file_path = } }}, for the
 * types file, socket, syslog and http.
 */
final class VaultAuditStanza {
    private static final Map<String, Map<String, String>> NAMES =
            Map.of(
                    "file", Map.of("path", "path", "file_path", "path"),
                    "socket",
                            Map.of(
                                    "address", "address",
                                    "socket_type", "type",
                                    "write_timeout", "write-timeout"),
                    "syslog", Map.of("facility", "facility", "tag", "tag"),
                    "http", Map.of("uri", "uri", "headers", "headers"));

    private static final Map<String, String> NEEDED =
            Map.of("file", "a path", "socket", "an address", "http", "a uri");

    private final Path folder;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    private VaultAuditStanza(Path folder) {
        this.folder = folder;
    }

    /** All of them as properties of ours. */
    static Map<String, String> properties(Hcl.Body top, Path folder) {
        VaultAuditStanza stanza = new VaultAuditStanza(folder);
        for (Hcl.Entry entry : top.entries()) {
            if (entry.name().equals("audit")) {
                int labels = Math.max(1, entry.keys().size() - 1);
                new Hcl.Body(List.of(entry), entry.at())
                        .blocks("audit", labels)
                        .forEach(stanza::device);
            }
        }
        return stanza.properties;
    }

    private void device(Hcl.Block block) {
        String type = block.labels().getFirst();
        Map<String, String> names = NAMES.get(type);
        if (names == null) {
            throw VaultConfigFile.unknown("audit \"" + type + "\"", block.at());
        }
        String prefix =
                "sealwright.audit." + type + "[" + (counts.merge(type, 1, Integer::sum) - 1) + "].";
        int before = properties.size();
        options(type, names, prefix, block.body());
        if (type.equals("syslog")) {
            properties.putIfAbsent(prefix + "tag", AuditOptions.SYSLOG_TAG); // needs no option
        } else if (properties.size() == before) {
            throw new ConfigurationException(
                    "audit \""
                            + type
                            + "\" needs "
                            + NEEDED.getOrDefault(type, "options")
                            + VaultConfigFile.place(block.at()));
        }
    }

    private void options(String type, Map<String, String> names, String prefix, Hcl.Body body) {
        for (Hcl.Entry entry : body.entries()) {
            String name = entry.name();
            if (name.equals("options") && entry.value() instanceof Hcl.Body options) {
                options(type, names, prefix, options);
            } else if (name.equals("description")) {
                VaultConfigFile.text(entry);
            } else if (names.containsKey(name)) {
                put(prefix, names.getOrDefault(name, name), VaultConfigFile.text(entry));
            } else if (!common(entry)) {
                throw VaultConfigFile.unknown("audit." + name, entry.at());
            }
        }
    }

    private static boolean common(Hcl.Entry entry) {
        try {
            return !entry.name().equals("options")
                    && AuditOptions.common(entry.name(), VaultConfigFile.text(entry));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage() + VaultConfigFile.place(entry.at()));
        }
    }

    private void put(String prefix, String name, String value) {
        switch (name) {
            case "path" ->
                    properties.put(prefix + name, folder.resolve(value).normalize().toString());
            case "write-timeout" -> properties.put(prefix + name, VaultConfigFile.duration(value));
            case "headers" -> headers(prefix, value);
            default -> properties.put(prefix + name, value);
        }
    }

    private void headers(String prefix, String json) {
        try {
            int[] number = {0};
            AuditOptions.headers(json)
                    .forEach((name, values) ->
                            values.forEach(value ->
                                    properties.put(
                                            prefix + "headers[" + number[0]++ + "]",
                                            name + ": " + value)));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("audit \"http\": " + e.getMessage());
        }
    }
}
