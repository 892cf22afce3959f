package io.sealwright.server.engine.database.postgres;

import io.sealwright.server.engine.database.spi.ConnectionSettings;
import io.sealwright.server.engine.database.spi.Database;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.sql.Login;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * A connection as the driver is told of it. Only options that are known to do no harm reach the
 * driver: some of its own make it load classes or write files.
 */
final class Target implements Login {
    private static final Driver DRIVER = new Driver();

    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    /** Those that do without TLS if the server, or somebody on the way, says so. */
    private static final Set<String> PLAIN_MODES = Set.of("disable", "allow", "prefer");

    private static final Map<String, String> SERVER_TYPES =
            Map.of(
                    "any", "any",
                    "read-write", "primary",
                    "primary", "primary",
                    "read-only", "secondary",
                    "standby", "secondary",
                    "prefer-standby", "preferSecondary");

    private final ConnectionText text;
    private final String sslMode;
    private final Properties properties = new Properties();

    private Target(ConnectionSettings settings, ConnectionText text) {
        this.text = text;
        if (!settings.tls().serverName().isEmpty() || settings.tls().skipVerify()) {
            throw DatabaseException.misconfigured(
                    "tls_server_name and tls_skip_verify are for MySQL; PostgreSQL has sslmode in connection_url");
        }
        boolean local = text.hosts().stream().allMatch(ConnectionText.Host::isLoopback);
        this.sslMode = text.options().getOrDefault("sslmode", local ? "prefer" : "require");
        if (!SSL_MODES.contains(sslMode)) {
            throw DatabaseException.misconfigured(
                    "connection_url: sslmode is one of disable, allow, prefer, require, verify-ca, verify-full");
        }
        fixed();
        text.options().forEach(this::option);
        if (!sslMode.equals("disable")) {
            tls(settings.tls());
        }
    }

    /**
     * @throws DatabaseException if the settings cannot work
     */
    static Target of(ConnectionSettings settings, String password) {
        ConnectionText.Login login =
                new ConnectionText.Login(
                        settings.username(), password, settings.address().disableEscaping());
        return new Target(settings, ConnectionText.parse(settings.address().url(), login));
    }

    private void fixed() {
        int seconds = Math.toIntExact(Database.CONNECT.toSeconds());
        PGProperty.USER.set(properties, text.user());
        PGProperty.PASSWORD.set(properties, text.password());
        PGProperty.SSL_MODE.set(properties, sslMode);
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
        PGProperty.SOCKET_TIMEOUT.set(properties, seconds * 2);
        PGProperty.APPLICATION_NAME.set(properties, "sealwright");
        // Statements are sent as they are, so that one text may hold several.
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        // Details of errors quote rows and statements.
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
        PGProperty.GSS_ENC_MODE.set(properties, "disable");
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    }

    private void option(String name, String value) {
        switch (name) {
            case "sslmode", "connect_timeout", "timezone", "TimeZone" -> {
                // Looked at above; bounded here; always UTC.
            }
            case "application_name" -> PGProperty.APPLICATION_NAME.set(properties, value);
            case "search_path" -> PGProperty.CURRENT_SCHEMA.set(properties, value);
            case "options" -> PGProperty.OPTIONS.set(properties, value);
            case "target_session_attrs" -> {
                String type = SERVER_TYPES.get(value);
                if (type == null) {
                    throw DatabaseException.misconfigured(
                            "connection_url: target_session_attrs is one of any, read-write, read-only, primary, standby, prefer-standby");
                }
                PGProperty.TARGET_SERVER_TYPE.set(properties, type);
            }
            case "sslrootcert", "sslcert", "sslkey" ->
                    throw DatabaseException.misconfigured(
                            "connection_url: files of this machine are not read; give the PEM as tls_ca, tls_certificate and private_key");
            default ->
                    throw DatabaseException.misconfigured(
                            "connection_url: an option is not available; those that are: sslmode, application_name, "
                                    + "search_path, options, target_session_attrs, connect_timeout, timezone");
        }
    }

    private void tls(ConnectionSettings.Tls tls) {
        PGProperty.SSL_FACTORY.set(properties, TlsFactory.class.getName());
        properties.setProperty(TlsFactory.MODE, sslMode);
        properties.setProperty(TlsFactory.AUTHORITIES, tls.authorities());
        properties.setProperty(TlsFactory.CERTIFICATE, tls.certificate());
        properties.setProperty(TlsFactory.PRIVATE_KEY, tls.privateKey());
        TlsFactory _ = new TlsFactory(properties);
    }

    /** Without user and password. */
    String url() {
        String hosts =
                text.hosts().stream()
                        .map(host -> host.name() + ":" + host.port())
                        .collect(Collectors.joining(","));
        return "jdbc:postgresql://"
                + hosts
                + "/"
                + URLEncoder.encode(text.database(), StandardCharsets.UTF_8);
    }

    /** With the password and keys. */
    Properties properties() {
        Properties copy = new Properties();
        copy.putAll(properties);
        return copy;
    }

    @Override
    public Connection open() throws SQLException {
        Connection opened = DRIVER.connect(url(), properties());
        if (opened == null) {
            throw new SQLException("not a URL of the driver", "08001");
        }
        return opened;
    }

    @Override
    public String password() {
        return text.password();
    }

    @Override
    public boolean isPlainElsewhere() {
        return PLAIN_MODES.contains(sslMode)
                && !text.hosts().stream().allMatch(ConnectionText.Host::isLoopback);
    }
}
