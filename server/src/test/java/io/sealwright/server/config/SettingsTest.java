package io.sealwright.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SettingsTest {
    static Settings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("sealwright", Settings.class);
    }

    private static Settings bind(String... pairs) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put("sealwright." + pairs[i], pairs[i + 1]);
        }
        return bind(properties);
    }

    private static @Nullable String line(Throwable failure) {
        return StartupReport.line(failure);
    }

    @Test
    void defaultsAreTheContracts() {
        Settings settings = bind();
        assertThat(settings.listener().address()).isEqualTo(new HostPort("127.0.0.1", 8200));
        assertThat(settings.cluster().address()).isEqualTo(new HostPort("127.0.0.1", 8201));
        assertThat(settings.cluster().electionTimeout()).isEqualTo(Duration.ofMillis(700));
        assertThat(settings.url()).isEqualTo("http://127.0.0.1:8200");
        assertThat(settings.lease())
                .isEqualTo(new LeaseSettings(Duration.ofHours(768), Duration.ofHours(768)));
        assertThat(settings.audit().file())
                .containsExactly(new AuditSettings.AuditFile("audit/audit.log"));
        assertThat(settings.audit().api()).isFalse();
        assertThat(settings.seal().type()).isEqualTo("shamir");
        LimitSettings limits = settings.limits();
        assertThat(limits.path().toBytes()).isEqualTo(4 << 10);
        assertThat(limits.headers().toBytes()).isEqualTo(32 << 10);
        assertThat(limits.headerFields()).isEqualTo(128);
        assertThat(limits.body().toBytes()).isEqualTo(32 << 20);
        assertThat(limits.secretValue().toBytes()).isEqualTo(1 << 20);
        assertThat(limits.jsonDepth()).isEqualTo(64);
        assertThat(limits.jsonStrings()).isEqualTo(10_000);
        assertThat(limits.jsonNumber()).isEqualTo(64);
        assertThat(limits.headerTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(limits.bodyTimeout()).isEqualTo(Duration.ofSeconds(13));
    }

    @Test
    void everythingCanBeSet() {
        Settings settings =
                bind(
                        "api-address", "https://vault.example:8200/",
                        "listener.address", "[::1]:9200",
                        "listener.tls.certificate", "/c.pem",
                        "listener.tls.private-key", "/k.pem",
                        "cluster.retry-join[0].leader-api-address", "http://a:8200",
                        "cluster.retry-join[1].leader-api-address", "https://b:8200",
                        "audit.file[0].path", "/var/log/audit.log",
                        "limits.body", "1MB");
        assertThat(settings.url()).isEqualTo("https://vault.example:8200");
        assertThat(settings.listener().address()).isEqualTo(new HostPort("::1", 9200));
        assertThat(settings.listener().address()).hasToString("[::1]:9200");
        assertThat(settings.listener().tls().enabled()).isTrue();
        assertThat(settings.cluster().retryJoin()).hasSize(2);
        assertThat(settings.audit().file())
                .containsExactly(new AuditSettings.AuditFile("/var/log/audit.log"));
        assertThat(settings.limits().body().toMegabytes()).isEqualTo(1);
    }

    @Test
    void auditCanBeSwitchedOff() {
        assertThat(bind("audit.disabled", "true").audit().file()).isEmpty();
    }

    @Test
    void auditDevicesOfEveryKind() {
        AuditSettings audit =
                bind(
                                "audit.socket[0].address", "127.0.0.1:9",
                                "audit.socket[1].address", "127.0.0.1:9",
                                "audit.socket[1].type", "udp",
                                "audit.syslog[0].facility", "local0",
                                "audit.http[0].uri", "https://h/in?token=s3cret",
                                "audit.http[0].headers[0]", "Authorization: Bearer s3cret",
                                "audit.http[0].batch-wait", "100ms")
                        .audit();
        assertThat(audit.file()).isEmpty();
        assertThat(audit.socket().getFirst().device("socket/").counts()).isTrue();
        assertThat(audit.socket().getLast().device("socket1/").counts()).isFalse();
        assertThat(audit.syslog().getFirst().shown())
                .containsEntry("address", "/dev/log")
                .containsEntry("tag", "sealwright");
        AuditHttp http = audit.http().getFirst();
        assertThat(http.device("http/").headers())
                .containsEntry("Authorization", List.of("Bearer s3cret"));
        assertThat(http.shown().toString() + http + http.device("http/") + audit)
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "audit.socket[0].address, s3cret, sealwright.audit.socket: address is not host:port",
        "audit.socket[0].type, tcp, sealwright.audit.socket: address is required",
        "audit.syslog[0].facility, s3cret, 'sealwright.audit.syslog: facility must be KERN, USER, MAIL, DAEMON, AUTH, SYSLOG, LPR, NEWS, UUCP, CRON, AUTHPRIV, FTP or LOCAL0 to LOCAL7'",
        "audit.syslog[0].tag, s 3cret, 'sealwright.audit.syslog: tag must be 1 to 48 printable ASCII characters without space, colon and brackets'",
        "audit.http[0].uri, ftp://s3cret, sealwright.audit.http: uri must be an http:// or https:// URL without user information",
        "audit.http[0].ca, relative, sealwright.audit.http: ca must be an absolute path",
        "audit.api-file-folder, relative, sealwright.audit.api-file-folder must be an absolute path",
        "audit.queue-entries, 1, sealwright.audit.queue-entries must be between 16 and 1000000",
    })
    void wrongAuditDevicesAreNamedWithoutTheirValues(String name, String value, String message) {
        assertThatThrownBy(() -> bind(name, value)).hasRootCauseMessage(message);
    }

    @Test
    void datagramsAloneAreNotEnough() {
        assertThatThrownBy(() ->
                        bind(
                                "audit.socket[0].address", "127.0.0.1:9",
                                "audit.socket[0].type", "udp"))
                .rootCause()
                .hasMessageContaining("datagrams");
        assertThatThrownBy(() -> bind("audit.disabled", "true", "audit.api", "true"))
                .rootCause()
                .hasMessageContaining("contradicts");
    }

    @ParameterizedTest
    @CsvSource({
        "listener.address, nothing, sealwright.listener.address is not host:port",
        "listener.address, a:99999, sealwright.listener.address is not host:port (the port is between 0 and 65535)",
        "listener.address, ::1:8200, sealwright.listener.address is not host:port (an IPv6 address needs brackets)",
        "api-address, ftp://x, sealwright.api-address is not an http:// or https:// URL",
        "seal.type, awskms, sealwright.seal.type=awskms is not there yet: this version knows shamir alone",
        "seal.type, rot13, sealwright.seal.type: this version knows shamir alone",
        "limits.header-fields, 1, sealwright.limits.header-fields must be between 8 and 10000",
        "limits.request-timeout, 1ms, sealwright.limits.request-timeout must be between 100ms and 3600s",
        "limits.body, lots, sealwright.limits.body cannot be read as DataSize",
        "limits.json-depth, 1.5, sealwright.limits.json-depth cannot be read as int",
        "lease.default-ttl, 10000h, sealwright.lease.default-ttl is longer than sealwright.lease.max-ttl",
        "listener.tls.certificate, /c.pem, sealwright.listener.tls.certificate and sealwright.listener.tls.private-key go together",
        "cluster.node-id, a b, sealwright.cluster.node-id is at most 128 printable ASCII characters without spaces",
        "cluster.retry-join[0].leader-api-address, x, sealwright.cluster.retry-join.leader-api-address is not an http:// or https:// URL"
    })
    void whatIsWrongIsOneLineThatNamesIt(String property, String value, String message) {
        assertThatThrownBy(() -> bind(property, value))
                .satisfies(failure -> assertThat(line(failure)).isEqualTo(message));
    }

    @Test
    void aNodeNeedsAFolderAndTlsOffLoopback() {
        assertRefused("sealwright.storage.path is required", "listener.address", "127.0.0.1:0");
        assertRefused(
                "must be absolute", "listener.address", "127.0.0.1:0", "storage.path", "data");
        assertRefused("keeps nothing", "dev.enabled", "true", "storage.path", "/data");
        assertRefused("loopback only", "dev.enabled", "true", "listener.address", "0.0.0.0:8200");
        assertRefused(
                "sealwright.listener.tls.disabled=true",
                "storage.path",
                "/data",
                "listener.address",
                "0.0.0.0:8200");
        StartupCheck.check(
                bind(
                        "storage.path",
                        "/data",
                        "listener.address",
                        "0.0.0.0:0",
                        "listener.tls.disabled",
                        "true",
                        "cluster.address",
                        "127.0.0.1:0"));
    }

    @ParameterizedTest
    @CsvSource({
        "listener.aws.account-id, 12345, sealwright.listener.aws.account-id is not 12 digits",
        "listener.aws.region, EU West, sealwright.listener.aws.region is no region such as us-east-1",
        "listener.aws.host-aliases[0], http://a/, 'sealwright.listener.aws.host-aliases are at most 16 hosts, each with a port if clients say one'",
        "aws.replay-window, 2h, 'sealwright.aws.replay-window is between 1s and 1h, or 0 for none'",
    })
    void wrongAwsSettingsAreNamed(String name, String value, String message) {
        assertThatThrownBy(() -> bind(name, value)).hasRootCauseMessage(message);
    }

    @Test
    void theAwsListenersDefaults() {
        AwsListenerSettings aws = bind().listener().aws();
        assertThat(aws.address()).isNull();
        assertThat(aws.accountId()).isEqualTo("000000000000");
        assertThat(aws.region()).isEqualTo("us-east-1");
        assertThat(aws.hostAliases()).isEmpty();
        assertThat(
                        bind(
                                        "listener.aws.host-aliases[0]",
                                        "A.example",
                                        "listener.aws.host-aliases[1]",
                                        "b:8200")
                                .listener()
                                .aws()
                                .hostAliases())
                .containsExactly("a.example", "b:8200");
    }

    @Test
    void anExtraListenerIsHeldToTheSame() throws Exception {
        assertThat(bind().listener().aws().address()).isNull();
        assertRefused("sealwright.listener.aws.address is not host:port", "nonsense");
        assertRefused("sealwright.listener.aws.address is not loopback", "0.0.0.0:8300");
        int port;
        try (var socket = new java.net.ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThatThrownBy(() ->
                        StartupCheck.check(
                                bind(
                                        "storage.path",
                                        "/data",
                                        "listener.address",
                                        "127.0.0.1:" + port,
                                        "listener.aws.address",
                                        "127.0.0.1:" + port,
                                        "cluster.address",
                                        "127.0.0.1:0")))
                .hasMessageContaining("(sealwright.listener.aws.address): port " + port);
    }

    private static void assertRefused(String message, String address) {
        assertThatThrownBy(() ->
                        StartupCheck.check(
                                bind(
                                        "storage.path", "/data",
                                        "listener.address", "127.0.0.1:0",
                                        "listener.aws.address", address,
                                        "cluster.address", "127.0.0.1:0")))
                .satisfies(failure ->
                        assertThat(String.valueOf(StartupReport.line(failure))).contains(message));
    }

    private static void assertRefused(String message, String... pairs) {
        assertThatThrownBy(() -> StartupCheck.check(bind(pairs)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aBusyPortIsNamedWithItsProperty() throws Exception {
        try (var socket =
                new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + socket.getLocalPort();
            assertRefused(
                    "cannot listen on "
                            + address
                            + " (sealwright.listener.address): port "
                            + socket.getLocalPort(),
                    "storage.path",
                    "/data",
                    "listener.address",
                    address);
            assertRefused(
                    "(sealwright.cluster.address)",
                    "storage.path",
                    "/data",
                    "listener.address",
                    "127.0.0.1:0",
                    "cluster.address",
                    address);
        }
    }

    private static void refuseUnknown(
            Map<String, Object> properties, Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("given", properties));
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                variables));
        new UnknownProperties().refuse(environment);
    }

    @ParameterizedTest
    @CsvSource({
        "sealwright.listener.adress, sealwright.listener.address",
        "sealwright.lease.max-tll, sealwright.lease.max-ttl",
        "sealwright.audit.file[0].paht, sealwright.audit.file[0].path",
        "sealwright.limits.bdy, sealwright.limits.body",
        "sealwright.Limits.Bodyy, sealwright.limits.body",
    })
    void anUnknownPropertyIsNamedWithTheNearest(String unknown, String nearest) {
        assertThatThrownBy(() -> refuseUnknown(Map.of(unknown, "1"), Map.of()))
                .hasMessage("unknown property " + unknown + "; did you mean " + nearest + "?");
    }

    @ParameterizedTest
    @CsvSource({
        "SEALWRIGHT_LISTENER_ADRESS, sealwright.listener.address",
        "sealwright_lease_maxtll, sealwright.lease.max-ttl",
        "SEALWRIGHT_JAVA_OPTS, sealwright",
    })
    void anUnknownVariableToo(String unknown, String nearest) {
        assertThatThrownBy(() -> refuseUnknown(Map.of(), Map.of(unknown, "1")))
                .hasMessageStartingWith(
                        "unknown property " + unknown + "; did you mean " + nearest);
    }

    @Test
    void relaxedNamesAreKnown() {
        refuseUnknown(
                Map.of(
                        "sealwright.lease.maxTtl",
                        "1",
                        "sealwright.lease.max_ttl",
                        "1",
                        "SEALWRIGHT.LEASE.MAX-TTL",
                        "1",
                        "sealwright.audit.file[17].path",
                        "1",
                        "sealwright.limits.json-depth",
                        "1",
                        "other.thing",
                        "1"),
                Map.of(
                        "SEALWRIGHT_LEASE_MAXTTL",
                        "1",
                        "SEALWRIGHT_LEASE_MAX_TTL",
                        "1",
                        "SEALWRIGHT_AUDIT_FILE_3_PATH",
                        "1",
                        "SEALWRIGHT_CLUSTER_RETRYJOIN_0_LEADERAPIADDRESS",
                        "1",
                        "SEALWRIGHT_DEV_ROOT_TOKEN",
                        "1",
                        "PATH",
                        "/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SEALWRIGHT_PORT",
                "SEALWRIGHT_PORT_8200_TCP",
                "SEALWRIGHT_PORT_8200_TCP_ADDR",
                "SEALWRIGHT_SERVICE_HOST",
                "SEALWRIGHT_SERVICE_PORT",
                "SEALWRIGHT_SERVICE_PORT_API",
                "SEALWRIGHT_INTERNAL_SERVICE_HOST",
                "SEALWRIGHT_INTERNAL_PORT_8201_TCP_PROTO"
            })
    void whatKubernetesSetsForAServiceIsNoProperty(String variable) {
        refuseUnknown(Map.of(), Map.of(variable, "tcp://10.0.0.1:8200"));
    }

    @Test
    void everyPropertyOfTheContractIsKnown() {
        assertThat(new KnownProperties().names())
                .containsAll(
                        List.of(
                                "sealwright.dev.enabled",
                                "sealwright.dev.root-token",
                                "sealwright.listener.address",
                                "sealwright.listener.tls.certificate",
                                "sealwright.listener.tls.private-key",
                                "sealwright.listener.tls.client-ca",
                                "sealwright.listener.tls.disabled",
                                "sealwright.api-address",
                                "sealwright.storage.path",
                                "sealwright.storage.ephemeral",
                                "sealwright.cluster.node-id",
                                "sealwright.cluster.address",
                                "sealwright.cluster.retry-join[0].leader-api-address",
                                "sealwright.cluster.election-timeout",
                                "sealwright.seal.type",
                                "sealwright.audit.file[0].path",
                                "sealwright.audit.disabled",
                                "sealwright.audit.api",
                                "sealwright.lease.default-ttl",
                                "sealwright.lease.max-ttl",
                                "sealwright.health.standby-codes",
                                "sealwright.limits.body"));
    }
}
