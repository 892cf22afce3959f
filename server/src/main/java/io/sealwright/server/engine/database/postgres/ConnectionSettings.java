package io.sealwright.server.engine.database.postgres;

import java.time.Duration;
import java.util.List;

/**
 * What a connection is made from.
 *
 * @param url {@code postgresql://...} or {@code key=value ...}, with {@code {{username}}} and
 *     {@code {{password}}} where the two below go
 * @param passwords to be tried in this order; more than one while the password is being changed
 * @param disableEscaping whether both are percent-encoded already
 * @param maxOpen most connections at a time
 * @param maxIdle connections that are kept open without work
 * @param maxLifetime after which a connection is replaced; zero = {@link Pools#LIFETIME}
 */
public record ConnectionSettings(
        String url,
        String username,
        List<String> passwords,
        boolean disableEscaping,
        Tls tls,
        int maxOpen,
        int maxIdle,
        Duration maxLifetime) {
    public ConnectionSettings {
        passwords = List.copyOf(passwords);
    }

    /**
     * PEM texts; each empty if there is none.
     *
     * @param authorities whom the server's certificate has to come from
     * @param certificate of this client, with those between it and its authority
     * @param privateKey of this client
     */
    public record Tls(String authorities, String certificate, String privateKey) {
        public static final Tls NONE = new Tls("", "", "");

        @Override
        public String toString() {
            return "Tls";
        }
    }

    /** With one password alone. */
    public ConnectionSettings withPassword(String password) {
        return new ConnectionSettings(
                url,
                username,
                List.of(password),
                disableEscaping,
                tls,
                maxOpen,
                maxIdle,
                maxLifetime);
    }

    @Override
    public String toString() {
        return "ConnectionSettings";
    }
}
