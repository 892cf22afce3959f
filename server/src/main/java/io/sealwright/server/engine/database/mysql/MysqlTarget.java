package io.sealwright.server.engine.database.mysql;

import io.sealwright.server.engine.database.spi.ConnectionSettings;
import io.sealwright.server.engine.database.spi.ConnectionSettings.Tls;
import io.sealwright.server.engine.database.spi.Database;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.sql.Login;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.mariadb.jdbc.Driver;

/**
 * A connection as the driver is told of it. No option of the driver comes from a URL: some of them
 * send files of this machine, load classes, or follow the server elsewhere.
 */
final class MysqlTarget implements Login {
    /** Ways of logging in that do not show the password to whoever answers. */
    private static final String WAYS_IN =
            "mysql_native_password,client_ed25519,parsec,caching_sha2_password,sha256_password";

    private static final Driver DRIVER = new Driver();

    private final DataSourceName name;
    private final String password;
    private final TlsMode mode;
    private final Properties properties = new Properties();

    /** How the server has to prove who it is, in the driver's words. */
    private enum TlsMode {
        NONE("disable"),
        ANYBODY("trust"),
        NAMED_BY_SETTINGS("verify-ca"),
        NAMED_BY_ADDRESS("verify-full");

        private final String word;

        TlsMode(String word) {
            this.word = word;
        }
    }

    private MysqlTarget(DataSourceName name, ConnectionSettings settings, String password) {
        this.name = name;
        this.password = filled(name.password(), settings, password);
        this.mode = mode(name, settings.tls());
        properties.setProperty("user", filled(name.user(), settings, password));
        properties.setProperty("password", this.password);
        fixed();
        if (mode != TlsMode.NONE) {
            tls(settings.tls());
        }
    }

    /**
     * @throws DatabaseException if the settings cannot work
     */
    static MysqlTarget of(ConnectionSettings settings, String password) {
        return new MysqlTarget(DataSourceName.parse(settings.address().url()), settings, password);
    }

    private static String filled(String part, ConnectionSettings settings, String password) {
        return part.replace("{{username}}", settings.username()).replace("{{password}}", password);
    }

    private static TlsMode mode(DataSourceName name, Tls tls) {
        if (tls.isGiven()) {
            return tls.skipVerify()
                    ? TlsMode.ANYBODY
                    : tls.serverName().isEmpty()
                            ? TlsMode.NAMED_BY_ADDRESS
                            : TlsMode.NAMED_BY_SETTINGS;
        }
        return switch (name.tls()) {
            case "true" -> TlsMode.NAMED_BY_ADDRESS;
            case "skip-verify" -> TlsMode.ANYBODY;
            case "false" -> TlsMode.NONE;
            // Nothing, or "preferred", which whoever is on the way could turn off.
            default -> name.isLoopback() ? TlsMode.NONE : TlsMode.ANYBODY;
        };
    }

    private void fixed() {
        long millis = Database.CONNECT.toMillis();
        properties.setProperty("sslMode", mode.word);
        properties.setProperty("connectTimeout", Long.toString(millis));
        properties.setProperty("socketTimeout", Long.toString(millis * 2));
        properties.setProperty("restrictedAuth", WAYS_IN);
        for (String off :
                new String[] {
                    "allowLocalInfile",
                    "allowMultiQueries",
                    "allowPublicKeyRetrieval",
                    "autoReconnect",
                    "dumpQueriesOnException",
                    "includeInnodbStatusInDeadlockExceptions",
                    "includeThreadDumpInDeadlockExceptions",
                    "permitRedirect"
                }) {
            properties.setProperty(off, "false");
        }
    }

    private void tls(Tls tls) {
        properties.setProperty("tlsSocketType", MysqlTls.TYPE);
        properties.setProperty(MysqlTls.ANYBODY, Boolean.toString(mode == TlsMode.ANYBODY));
        properties.setProperty(MysqlTls.AUTHORITIES, tls.authorities());
        properties.setProperty(MysqlTls.SERVER_NAME, tls.serverName());
        properties.setProperty(MysqlTls.CERTIFICATE, tls.certificate());
        properties.setProperty(MysqlTls.PRIVATE_KEY, tls.privateKey());
        MysqlTls.check(properties);
    }

    /** Without user, password and options. */
    String url() {
        return "jdbc:mariadb://" + name.host() + ":" + name.port() + "/" + name.database();
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
        return password;
    }

    @Override
    public boolean isPlainElsewhere() {
        return mode == TlsMode.NONE && !name.isLoopback();
    }
}
