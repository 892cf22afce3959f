package io.sealwright.server.engine.database;

import io.sealwright.server.auth.Glob;
import io.sealwright.server.engine.database.postgres.ConnectionSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A configured connection.
 *
 * @param account by which it logs in
 * @param allowedRoles patterns with {@code *} of the roles that may use it
 * @param rootStatements that change the account's own password; none for the usual one
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
        ConnectionSettings.Tls tls)
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

    DatabaseConnection {
        allowedRoles = List.copyOf(allowedRoles);
        rootStatements = List.copyOf(rootStatements);
        making = Objects.requireNonNullElse(making, Making.USUAL);
        pooling = Objects.requireNonNullElse(pooling, Pooling.USUAL);
        tls = Objects.requireNonNullElse(tls, ConnectionSettings.Tls.NONE);
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
                tls);
    }

    boolean allows(String role) {
        return allowedRoles.stream().anyMatch(pattern -> Glob.matches(pattern, role));
    }

    boolean isHashed() {
        return making.passwordAuthentication().equals(HASHED);
    }

    /** How it logs in now: while its password is being changed, with the old or the new one. */
    ConnectionSettings settings() {
        return new ConnectionSettings(
                url,
                account.username(),
                account.isChanging()
                        ? List.of(account.password(), account.pending())
                        : List.of(account.password()),
                disableEscaping,
                tls,
                pooling.open(),
                pooling.maxIdle(),
                Duration.ofSeconds(pooling.maxLifetime()));
    }

    @Override
    public String toString() {
        return "DatabaseConnection";
    }
}
