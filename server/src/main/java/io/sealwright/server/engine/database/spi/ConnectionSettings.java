package io.sealwright.server.engine.database.spi;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What a connection is made from.
 *
 * @param address where it leads
 * @param passwords to be tried in this order; more than one while the password is being changed
 * @param hashed whether statements get the hash of a new user's password in its place; PostgreSQL
 *     alone can do that
 * @param pooling how many connections a node holds
 */
public record ConnectionSettings(
        Address address,
        String username,
        List<String> passwords,
        boolean hashed,
        Tls tls,
        Pooling pooling) {
    public ConnectionSettings {
        passwords = List.copyOf(passwords);
    }

    /**
     * Where a connection leads: a URL, or a host and its port.
     *
     * @param url with {@code {{username}}} and {@code {{password}}} where these go; empty for a
     *     database that is named by its host
     * @param disableEscaping whether username and password are percent-encoded already
     * @param host empty for a database that is named by a URL
     * @param port 0 for a database that is named by a URL
     * @param tls whether a database that is named by its host is spoken to by TLS; a URL says it by
     *     itself
     * @param persistence what keeps changes of users over a restart of the server, where that is
     *     asked for: empty, {@code none}, {@code aclfile} or {@code rewrite}
     */
    public record Address(
            String url,
            boolean disableEscaping,
            String host,
            int port,
            boolean tls,
            String persistence) {
        public static final Address NONE = new Address("", false, "", 0, false, "");

        public Address {
            url = Objects.requireNonNullElse(url, "");
            host = Objects.requireNonNullElse(host, "");
            persistence = Objects.requireNonNullElse(persistence, "");
        }

        /** By a URL. */
        public static Address of(String url, boolean disableEscaping) {
            return new Address(url, disableEscaping, "", 0, false, "");
        }

        /** Whether the name is one of this machine's own. */
        public static boolean isLoopback(String host) {
            return host.equals("localhost")
                    || host.equals("::1")
                    || host.equals("[::1]")
                    || host.matches("127(\\.\\d{1,3}){3}");
        }

        @Override
        public String toString() {
            return "Address";
        }
    }

    /**
     * PEM texts; each empty if there is none.
     *
     * @param authorities whom the server's certificate has to come from
     * @param certificate of this client, with those between it and its authority
     * @param privateKey of this client; it may be the same text as the certificate
     * @param serverName that the server's certificate has to bear; empty for that of the address
     * @param skipVerify whether any certificate will do
     */
    public record Tls(
            String authorities,
            String certificate,
            String privateKey,
            String serverName,
            boolean skipVerify) {
        public static final Tls NONE = new Tls("", "", "", "", false);

        public Tls {
            serverName = Objects.requireNonNullElse(serverName, "");
        }

        public boolean isGiven() {
            return !equals(NONE);
        }

        @Override
        public String toString() {
            return "Tls";
        }
    }

    /**
     * @param open most connections at a time
     * @param idle connections that are kept open without work
     * @param lifetime after which a connection is replaced; zero = the usual one
     */
    public record Pooling(int open, int idle, Duration lifetime) {}

    @Override
    public String toString() {
        return "ConnectionSettings";
    }
}
