package io.sealwright.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaultConfigFileTest {
    private static final Path FOLDER = Path.of("/etc/vault");

    private static Map<String, String> parse(String text) {
        return VaultConfigFile.parse(text, FOLDER);
    }

    @Test
    void userLockout() {
        String rest = "listener \"tcp\" {}\nstorage \"inmem\" {}\n";
        assertThat(
                        parse(
                                rest
                                        + """
                                        user_lockout "all" {
                                          lockout_threshold = "10"
                                          lockout_duration = "10m"
                                          lockout_counter_reset = 60
                                          disable_lockout = "false"
                                        }
                                        """))
                .containsEntry("sealwright.lockout.threshold", "10")
                .containsEntry("sealwright.lockout.duration", "10m")
                .containsEntry("sealwright.lockout.counter-reset", "60s")
                .containsEntry("sealwright.lockout.disabled", "false");
        assertThatThrownBy(() -> parse(rest + "user_lockout \"ldap\" {}"))
                .hasMessageContaining("tune the mounts");
    }

    @Test
    void hcl() {
        Map<String, String> properties =
                parse(
                        """
                        # a comment
                        api_addr = "https://node1:8200"
                        cluster_addr = "https://node1:8201"
                        default_lease_ttl = "10m"
                        max_lease_ttl = 7200
                        disable_mlock = true
                        ui = false
                        log_level = "debug"
                        listener "tcp" {
                          address = "0.0.0.0:8200"
                          tls_cert_file = "certs/a.pem"
                          tls_key_file = "/keys/a.pem"
                          tls_client_ca_file = "ca.pem"
                        }
                        storage "raft" {
                          path = "data"
                          node_id = "n1"
                          retry_join { leader_api_addr = "https://node2:8200" }
                          retry_join { leader_api_addr = "https://node3:8200" }
                        }
                        seal "shamir" {}
                        audit "file" { path = "/var/log/a.log" }
                        """);
        assertThat(properties)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.ofEntries(
                                Map.entry("sealwright.api-address", "https://node1:8200"),
                                Map.entry("sealwright.cluster.address", "node1:8201"),
                                Map.entry("sealwright.lease.default-ttl", "10m"),
                                Map.entry("sealwright.lease.max-ttl", "7200s"),
                                Map.entry("logging.level.io.sealwright", "debug"),
                                Map.entry("sealwright.listener.address", "0.0.0.0:8200"),
                                Map.entry(
                                        "sealwright.listener.tls.certificate",
                                        "/etc/vault/certs/a.pem"),
                                Map.entry("sealwright.listener.tls.private-key", "/keys/a.pem"),
                                Map.entry("sealwright.listener.tls.client-ca", "/etc/vault/ca.pem"),
                                Map.entry("sealwright.storage.path", "/etc/vault/data"),
                                Map.entry("sealwright.cluster.node-id", "n1"),
                                Map.entry(
                                        "sealwright.cluster.retry-join[0].leader-api-address",
                                        "https://node2:8200"),
                                Map.entry(
                                        "sealwright.cluster.retry-join[1].leader-api-address",
                                        "https://node3:8200"),
                                Map.entry("sealwright.seal.type", "shamir"),
                                Map.entry("sealwright.audit.file[0].path", "/var/log/a.log")));
    }

    @Test
    void jsonAsTestHarnessesWriteIt() {
        assertThat(
                        parse(
                                """
                                {"storage": {"inmem": {}}, "disable_mlock": true, "default_lease_ttl": "1h",
                                 "listener": [{"tcp": {"address": "127.0.0.1:9999", "tls_disable": 1}}]}
                                """))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "sealwright.storage.ephemeral", "true",
                                "sealwright.lease.default-ttl", "1h",
                                "sealwright.listener.address", "127.0.0.1:9999",
                                "sealwright.listener.tls.disabled", "true",
                                "sealwright.cluster.address", "127.0.0.1:10000"));
    }

    @Test
    void theOldNameOfStorageAndTheDefaultListener() {
        assertThat(parse("backend \"inmem\" {}\nlistener \"tcp\" { tls_disable = \"true\" }"))
                .containsEntry("sealwright.storage.ephemeral", "true")
                .containsEntry("sealwright.listener.address", "127.0.0.1:8200")
                .containsEntry("sealwright.cluster.address", "127.0.0.1:8201");
    }

    @Test
    void declaredAuditDevices() {
        assertThat(
                        parse(
                                """
                                listener "tcp" { address = "0.0.0.0" tls_disable = true cluster_address = "10.0.0.1:9" }
                                storage "inmem" {}
                                audit "file" "first" { description = "d" options { file_path = "/a.log" } }
                                audit "file" "second" { options { file_path = "b.log" } }
                                """))
                .containsEntry("sealwright.audit.file[0].path", "/a.log")
                .containsEntry("sealwright.audit.file[1].path", "/etc/vault/b.log")
                .containsEntry("sealwright.listener.address", "0.0.0.0:8200")
                .containsEntry("sealwright.cluster.address", "10.0.0.1:9");
    }

    @Test
    void everyKindOfAuditDevice() {
        assertThat(
                        parse(
                                """
                                listener "tcp" {}
                                storage "inmem" {}
                                audit "socket" "s" { options { address = "h:9" socket_type = "udp" write_timeout = 3 format = "json" } }
                                audit "socket" { address = "/run/s" socket_type = "unix" }
                                audit "syslog" { }
                                audit "syslog" "l" { options { facility = "LOCAL0" tag = "seal" } }
                                audit "http" "h" { options { uri = "https://h/in" headers = "{\\"X-Key\\": [\\"a\\", \\"b\\"]}" } }
                                """))
                .containsAllEntriesOf(
                        Map.of(
                                "sealwright.audit.socket[0].address", "h:9",
                                "sealwright.audit.socket[0].type", "udp",
                                "sealwright.audit.socket[0].write-timeout", "3s",
                                "sealwright.audit.socket[1].address", "/run/s",
                                "sealwright.audit.syslog[0].tag", "sealwright",
                                "sealwright.audit.syslog[1].facility", "LOCAL0",
                                "sealwright.audit.syslog[1].tag", "seal",
                                "sealwright.audit.http[0].uri", "https://h/in",
                                "sealwright.audit.http[0].headers[0]", "X-Key: a",
                                "sealwright.audit.http[0].headers[1]", "X-Key: b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    plugin_directory = "x"                     | unknown key "plugin_directory"
                    listener "tcp" { tls_min_version = "x" }   | unknown key "listener.tls_min_version"
                    listener "unix" { }                        | unknown key "listener "unix""
                    storage "raft" { performance_multiplier=1 }| unknown key "storage.performance_multiplier"
                    storage "inmem" { x = 1 }                  | unknown key "storage.x"
                    storage "consul" { }                       | storage "consul" is not there: this server knows raft and inmem
                    audit "kafka" { }                          | unknown key "audit "kafka""
                    audit "socket" { }                         | audit "socket" needs an address
                    audit "http" { }                           | audit "http" needs a uri
                    audit "http" { headers = "x" }             | headers must be a JSON object
                    audit "socket" { path = "x" }              | unknown key "audit.path"
                    audit "file" { log_raw = "true" }          | option log_raw can only be false
                    audit "file" { }                           | audit "file" needs a path
                    audit "file" { mode = "0" }                | unknown key "audit.mode"
                    api_addr = ["a"]                           | "api_addr" must be a single value
                    listener "tcp" { tls_disable = "perhaps" } | "tls_disable" must be true or false
                    listener "tcp" { address = "a:b:c" }       | listener.address is not host:port
                    listener "tcp" { } listener "tcp" { }      | exactly one "listener" is needed
                    """)
    void whatItDoesNotKnowIsNamed(String text, String message) {
        String rest =
                (text.contains("listener") ? "" : "\nlistener \"tcp\" {}")
                        + (text.contains("storage") ? "" : "\nstorage \"inmem\" {}");
        assertThatThrownBy(() -> parse(text + rest))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void readsAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("c.hcl");
        Files.writeString(file, "listener \"tcp\" {}\nstorage \"raft\" { path = \"d\" }");
        assertThat(VaultConfigFile.read(file))
                .containsEntry("sealwright.storage.path", folder.resolve("d").toString());
        Files.writeString(file, "listener \"tcp\" {");
        assertThatThrownBy(() -> VaultConfigFile.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(file + ": ");
        Files.write(file, new byte[] {(byte) 0xff});
        assertThatThrownBy(() -> VaultConfigFile.read(file)).hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> VaultConfigFile.read(folder.resolve("none")))
                .hasMessageContaining("does not exist");
    }

    @Test
    void theCommandLine(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("c.hcl");
        Files.writeString(file, "listener \"tcp\" {}\nstorage \"inmem\" {}");
        for (List<String> arguments :
                List.of(
                        List.of("server", "-config=" + file),
                        List.of("server", "-config", file.toString()),
                        List.of("server", "--config", file.toString()))) {
            assertThat(ServerCommand.properties(arguments))
                    .contains("--sealwright.storage.ephemeral=true");
        }
        assertThat(
                        ServerCommand.properties(
                                List.of(
                                        "server",
                                        "-dev",
                                        "-dev-root-token-id=root",
                                        "-dev-listen-address=127.0.0.1:1",
                                        "--x=y")))
                .containsExactly(
                        "--sealwright.dev.enabled=true",
                        "--sealwright.dev.root-token=root",
                        "--sealwright.listener.address=127.0.0.1:1",
                        "--x=y");
        assertThat(ServerCommand.properties(List.of("--sealwright.dev.enabled=true")))
                .containsExactly("--sealwright.dev.enabled=true");
        for (List<String> wrong :
                List.of(
                        List.of("serve"),
                        List.of("-config=x"),
                        List.of("server", "x"),
                        List.of("server", "-what=1"),
                        List.of("server", "-config"))) {
            assertThatThrownBy(() -> ServerCommand.properties(wrong))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("usage:");
        }
    }
}
