package io.sealwright.server.config;

import io.sealwright.policy.Hcl;
import io.sealwright.policy.HclSyntaxException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration file as Vault's servers take it, HCL or JSON, as properties of ours. What it says
 * and we do not know is an error that names it: a setting that is silently left out may be the one
 * that mattered.
 */
public final class VaultConfigFile {
    private static final long MOST = 1 << 20;

    private final Path folder;
    private final Map<String, String> properties = new LinkedHashMap<>();

    private VaultConfigFile(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads a file. Relative paths in it start from its folder.
     *
     * @return properties, {@code sealwright.*} and a few of logging
     * @throws ConfigurationException for anything that is wrong with it
     */
    public static Map<String, String> read(Path file) {
        try {
            if (Files.size(file) > MOST) {
                throw new ConfigurationException(file + " is longer than " + MOST + " bytes");
            }
            Path parent = file.toAbsolutePath().getParent();
            return parse(Files.readString(file), parent == null ? Path.of("/") : parent);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(file + " does not exist");
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(file + " is not UTF-8");
        } catch (IOException e) {
            throw new ConfigurationException(file + " cannot be read");
        } catch (HclSyntaxException e) {
            throw new ConfigurationException(file + ": " + e.getMessage());
        }
    }

    static Map<String, String> parse(String text, Path folder) {
        VaultConfigFile file = new VaultConfigFile(folder);
        file.top(Hcl.parse(text));
        return file.properties;
    }

    private void top(Hcl.Body body) {
        for (Hcl.Entry entry : body.entries()) {
            switch (entry.name()) {
                case "api_addr" -> put("sealwright.api-address", text(entry));
                case "cluster_addr" -> put("sealwright.cluster.address", hostPort(text(entry)));
                case "default_lease_ttl" ->
                        put("sealwright.lease.default-ttl", duration(text(entry)));
                case "max_lease_ttl" -> put("sealwright.lease.max-ttl", duration(text(entry)));
                case "log_level" -> put("logging.level.io.sealwright", level(text(entry)));
                // Only key memory is ever locked, and there is no UI to switch off: nothing to do
                // for either.
                case "disable_mlock", "ui" -> text(entry);
                case "listener", "storage", "backend", "seal", "audit", "user_lockout" -> {}
                default -> throw unknown(entry.name(), entry.at());
            }
        }
        listener(only(body, "listener"));
        storage(storageBlock(body));
        body.blocks("seal", 1)
                .forEach(block -> put("sealwright.seal.type", block.labels().getFirst()));
        body.blocks("user_lockout", 1)
                .forEach(block -> properties.putAll(UserLockoutBlock.read(block)));
        properties.putAll(VaultAuditStanza.properties(body, folder));
    }

    private static Hcl.Block storageBlock(Hcl.Body body) {
        // "backend" is what the oldest configuration files call it.
        return body.blocks("backend", 1).isEmpty() ? only(body, "storage") : only(body, "backend");
    }

    private static Hcl.Block only(Hcl.Body body, String name) {
        List<Hcl.Block> blocks = body.blocks(name, 1);
        if (blocks.size() != 1) {
            throw new ConfigurationException("exactly one \"" + name + "\" is needed");
        }
        return blocks.getFirst();
    }

    private void listener(Hcl.Block block) {
        if (!block.labels().getFirst().equals("tcp")) {
            throw unknown("listener \"" + block.labels().getFirst() + "\"", block.at());
        }
        String address = "127.0.0.1:8200";
        for (Hcl.Entry entry : block.body().entries()) {
            switch (entry.name()) {
                case "address" -> address = withPort(text(entry));
                case "cluster_address" ->
                        properties.putIfAbsent("sealwright.cluster.address", withPort(text(entry)));
                case "tls_disable" ->
                        put("sealwright.listener.tls.disabled", flag("tls_disable", text(entry)));
                case "tls_cert_file" ->
                        put("sealwright.listener.tls.certificate", path(text(entry)));
                case "tls_key_file" ->
                        put("sealwright.listener.tls.private-key", path(text(entry)));
                case "tls_client_ca_file" ->
                        put("sealwright.listener.tls.client-ca", path(text(entry)));
                default -> throw unknown("listener." + entry.name(), entry.at());
            }
        }
        // As Vault: the port after the listener's.
        put("sealwright.listener.address", address);
        HostPort own = Checks.address("listener.address", address);
        properties.putIfAbsent(
                "sealwright.cluster.address",
                new HostPort(clusterHost(own), own.port() + 1).toString());
    }

    private static String clusterHost(HostPort listener) {
        return listener.host().equals("0.0.0.0") || listener.host().equals("::")
                ? "127.0.0.1"
                : listener.host();
    }

    private void storage(Hcl.Block block) {
        switch (block.labels().getFirst()) {
            case "inmem" -> {
                put("sealwright.storage.ephemeral", "true");
                block.body().entries().stream()
                        .findFirst()
                        .ifPresent(entry -> {
                            throw unknown("storage." + entry.name(), entry.at());
                        });
            }
            case "raft" -> raft(block.body());
            default ->
                    throw new ConfigurationException(
                            "storage \""
                                    + block.labels().getFirst()
                                    + "\" is not there: this server knows raft and inmem"
                                    + place(block.at()));
        }
    }

    private void raft(Hcl.Body body) {
        for (Hcl.Entry entry : body.entries()) {
            switch (entry.name()) {
                case "path" -> put("sealwright.storage.path", path(text(entry)));
                case "node_id" -> put("sealwright.cluster.node-id", text(entry));
                case "retry_join" -> {}
                default -> throw unknown("storage." + entry.name(), entry.at());
            }
        }
        int joins = 0;
        for (Hcl.Block join : body.blocks("retry_join", 0)) {
            for (Hcl.Entry entry : join.body().entries()) {
                if (!entry.name().equals("leader_api_addr")) {
                    throw unknown("retry_join." + entry.name(), entry.at());
                }
                put("sealwright.cluster.retry-join[" + joins + "].leader-api-address", text(entry));
            }
            joins++;
        }
    }

    private void put(String property, String value) {
        properties.put(property, value);
    }

    private String path(String text) {
        return folder.resolve(text).normalize().toString();
    }

    static String text(Hcl.Entry entry) {
        return switch (entry.value()) {
            case Hcl.Text text -> text.value();
            case Hcl.Numeric number -> number.value().toPlainString();
            case Hcl.Flag flag -> Boolean.toString(flag.value());
            case Hcl.Null _, Hcl.Items _, Hcl.Body _ ->
                    throw new ConfigurationException(
                            "\"" + entry.name() + "\" must be a single value" + place(entry.at()));
        };
    }

    static String flag(String name, String text) {
        return switch (text) {
            case "1", "true", "yes" -> "true";
            case "0", "false", "no", "" -> "false";
            default -> throw new ConfigurationException("\"" + name + "\" must be true or false");
        };
    }

    /** Plain numbers are seconds, as in Vault; to Spring they would be milliseconds. */
    static String duration(String text) {
        return text.chars().allMatch(Character::isDigit) ? text + "s" : text;
    }

    private static String level(String text) {
        return text.equalsIgnoreCase("err") ? "error" : text;
    }

    private static String withPort(String address) {
        return address.contains(":") ? address : address + ":8200";
    }

    private static String hostPort(String address) {
        int scheme = address.indexOf("://");
        String rest = scheme < 0 ? address : address.substring(scheme + 3);
        String host = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        return host.contains(":") ? host : host + ":8201";
    }

    static ConfigurationException unknown(String key, Hcl.Position at) {
        return new ConfigurationException(
                "unknown key \"" + key + "\" in the configuration file" + place(at));
    }

    static String place(Hcl.Position at) {
        return " (line " + at.line() + ", column " + at.column() + ")";
    }
}
