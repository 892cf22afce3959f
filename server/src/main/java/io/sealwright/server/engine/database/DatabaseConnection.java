package io.sealwright.server.engine.database;

import io.sealwright.server.auth.Glob;
import io.sealwright.server.engine.database.spi.ConnectionSettings;
import io.sealwright.server.engine.database.spi.Database;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A configured connection.
 *
 * @param url empty for a database that is named by its server
 * @param account by which it logs in
 * @param allowedRoles patterns with {@code *} of the roles that may use it
 * @param rootStatements that change the account's own password; none for the usual one
 * @param pluginName what kind of database it is: {@link Plugin#id}
 * @param server of a database without a URL
 */
record DatabaseConnection(
        String uid,
        String url,
        Account account,
        List<String> allowedRoles,
        List<String> rootStatements,
        Making making,
        Pooling pooling,
        boolean disableEscaping,
        ConnectionSettings.Tls tls,
        String pluginName,
        Server server)
        implements Rotated {
    static final String HASHED = "scram-sha-256";

    /**
     * How users are made.
     *
     * @param passwordPolicy empty for twenty random characters
     * @param usernameTemplate empty for the usual one
     * @param passwordAuthentication empty for {@code password}, in which statements hold the
     *     password; {@link #HASHED} for its hash
     */
    record Making(String passwordPolicy, String usernameTemplate, String passwordAuthentication) {
        static final Making USUAL = new Making("", "", "");
    }

    /**
     * @param maxOpen 0 = 4
     * @param maxLifetime seconds; 0 = the usual one
     */
    record Pooling(int maxOpen, int maxIdle, long maxLifetime) {
        static final Pooling USUAL = new Pooling(0, 0, 0);
        private static final int USUAL_OPEN = 4;

        int open() {
            return maxOpen == 0 ? USUAL_OPEN : maxOpen;
        }
    }

    /**
     * @param host empty if there is a URL
     * @param port 0 if there is a URL
     * @param persistence see {@link ConnectionSettings.Address}
     */
    record Server(String host, int port, boolean tls, String persistence) {
        static final Server NONE = new Server("", 0, false, "");
    }

    DatabaseConnection {
        allowedRoles = List.copyOf(allowedRoles);
        rootStatements = List.copyOf(rootStatements);
        making = Objects.requireNonNullElse(making, Making.USUAL);
        pooling = Objects.requireNonNullElse(pooling, Pooling.USUAL);
        tls = Objects.requireNonNullElse(tls, ConnectionSettings.Tls.NONE);
        pluginName = Objects.requireNonNullElse(pluginName, Plugin.POSTGRESQL.id());
        server = Objects.requireNonNullElse(server, Server.NONE);
    }

    @Override
    public DatabaseConnection with(Account changed) {
        return new DatabaseConnection(
                uid,
                url,
                changed,
                allowedRoles,
                rootStatements,
                making,
                pooling,
                disableEscaping,
                tls,
                pluginName,
                server);
    }

    Plugin plugin() {
        return Plugin.of(pluginName)
                .orElseThrow(() -> new IllegalStateException("a database of an unknown kind"));
    }

    /** Whether its own password can change: what it says of the server has a place for it. */
    boolean isTemplated() {
        return !plugin().hasUrl() || ConnectionUrls.isTemplated(url);
    }

    boolean allows(String role) {
        return allowedRoles.stream().anyMatch(pattern -> Glob.matches(pattern, role));
    }

    boolean isHashed() {
        return making.passwordAuthentication().equals(HASHED);
    }

    /**
     * The database as it is reached now: while the password is being changed, with the old or the
     * new one.
     *
     * @throws io.sealwright.server.engine.database.spi.DatabaseException if that cannot work
     */
    Database database() {
        return database(
                account.username(),
                account.isChanging()
                        ? List.of(account.password(), account.pending())
                        : List.of(account.password()));
    }

    /** The same, as somebody else or with another password. */
    Database database(String username, List<String> passwords) {
        return plugin().open(
                        new ConnectionSettings(
                                new ConnectionSettings.Address(
                                        url,
                                        disableEscaping,
                                        server.host(),
                                        server.port(),
                                        server.tls(),
                                        server.persistence()),
                                username,
                                passwords,
                                isHashed(),
                                tls,
                                new ConnectionSettings.Pooling(
                                        pooling.open(),
                                        pooling.maxIdle(),
                                        Duration.ofSeconds(pooling.maxLifetime()))));
    }

    @Override
    public String toString() {
        return "DatabaseConnection";
    }
}
