package io.sealwright.server.engine.database.mysql;

import io.sealwright.server.engine.database.spi.ConnectionSettings.Address;
import io.sealwright.server.engine.database.spi.DatabaseException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a connection leads, in the form of Go's driver, which is what the peers take: {@code
 * user:password@tcp(host:port)/name?tls=true}. The places of the two variables are found before
 * anything is put there, so that nothing in a password leads elsewhere.
 *
 * @param user with the variables in it; the password, too
 * @param tls what is said of it; empty if nothing is
 */
record DataSourceName(
        String host, int port, String database, String user, String password, String tls) {
    /** Longest text, in characters. */
    static final int MAX_LENGTH = 4_096;

    private static final int USUAL_PORT = 3_306;
    private static final String USUAL_HOST = "127.0.0.1";
    private static final Pattern NET = Pattern.compile("(?:tcp)?(?:\\(([^()]*)\\))?");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");
    private static final Pattern DATABASE = Pattern.compile("[A-Za-z0-9_$-]{0,64}");
    private static final Set<String> TLS = Set.of("true", "false", "skip-verify", "preferred");

    /** Options of Go's driver that mean nothing here: what they are about is fixed. */
    private static final Set<String> WITHOUT_EFFECT =
            Set.of(
                    "allowNativePasswords",
                    "charset",
                    "checkConnLiveness",
                    "clientFoundRows",
                    "collation",
                    "interpolateParams",
                    "loc",
                    "maxAllowedPacket",
                    "multiStatements",
                    "parseTime",
                    "readTimeout",
                    "timeout",
                    "writeTimeout");

    /**
     * @throws DatabaseException if it is not of that form; the message does not quote it
     */
    static DataSourceName parse(String text) {
        if (text.isBlank()) {
            throw DatabaseException.misconfigured("connection_url cannot be empty");
        }
        if (text.length() > MAX_LENGTH) {
            throw DatabaseException.misconfigured(
                    "connection_url is longer than " + MAX_LENGTH + " characters");
        }
        int slash = text.lastIndexOf('/');
        if (slash < 0 || text.startsWith("mysql://") || text.startsWith("jdbc:")) {
            throw DatabaseException.misconfigured(
                    "connection_url has the form {{username}}:{{password}}@tcp(host:3306)/name");
        }
        String head = text.substring(0, slash);
        int at = head.lastIndexOf('@');
        String login = at < 0 ? "" : head.substring(0, at);
        int colon = login.indexOf(':');
        return to(
                address(head.substring(at + 1)),
                text.substring(slash + 1),
                colon < 0 ? login : login.substring(0, colon),
                colon < 0 ? "" : login.substring(colon + 1));
    }

    private static DataSourceName to(String address, String tail, String user, String password) {
        int query = tail.indexOf('?');
        String database = decoded(query < 0 ? tail : tail.substring(0, query));
        if (!DATABASE.matcher(database).matches()) {
            throw DatabaseException.misconfigured(
                    "connection_url: the name of a database has letters, digits, _, $ and -");
        }
        int colon = address.lastIndexOf(':');
        boolean own = colon > address.lastIndexOf(']');
        String host = own ? address.substring(0, colon) : address;
        if (!HOST.matcher(host).matches()) {
            throw DatabaseException.misconfigured(
                    "connection_url: a host is a DNS name or an address, with [ and ] around one of IPv6");
        }
        return new DataSourceName(
                host,
                own ? port(address.substring(colon + 1)) : USUAL_PORT,
                database,
                user,
                password,
                query < 0 ? "" : tls(tail.substring(query + 1)));
    }

    private static String address(String net) {
        Matcher matcher = NET.matcher(net);
        if (!matcher.matches()) {
            throw DatabaseException.misconfigured(
                    "connection_url: a server is named as in tcp(host:3306); UNIX sockets are not available");
        }
        String address = matcher.group(1);
        return address == null || address.isEmpty() ? USUAL_HOST : address;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= 0xFFFF) {
                return port;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw DatabaseException.misconfigured("connection_url: a port is a number up to 65535");
    }

    private static String tls(String query) {
        String tls = "";
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (name.equals("tls")) {
                tls = decoded(pair.substring(equals + 1));
            } else if (!WITHOUT_EFFECT.contains(name)) {
                throw DatabaseException.misconfigured(
                        "connection_url: an option is not available; the one with an effect is tls");
            }
        }
        if (!tls.isEmpty() && !TLS.contains(tls)) {
            throw DatabaseException.misconfigured(
                    "connection_url: tls is one of true, false, skip-verify, preferred");
        }
        return tls;
    }

    private static String decoded(String text) {
        try {
            // A plus stands for itself here.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw DatabaseException.misconfigured(
                    "connection_url: a % must be followed by two hexadecimal digits");
        }
    }

    boolean isLoopback() {
        return Address.isLoopback(host);
    }

    @Override
    public String toString() {
        return "DataSourceName";
    }
}
