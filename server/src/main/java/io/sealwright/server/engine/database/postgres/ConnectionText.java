package io.sealwright.server.engine.database.postgres;

import io.sealwright.server.engine.database.spi.ConnectionSettings.Address;
import io.sealwright.server.engine.database.spi.DatabaseException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Where a connection leads, as it was written: a URL or {@code key=value} pairs, the two forms of
 * libpq.
 *
 * @param hosts at least one
 * @param database empty for the one that is named like the user
 * @param options all others, under their names
 */
record ConnectionText(
        List<Host> hosts,
        String database,
        String user,
        String password,
        Map<String, String> options) {
    /** Longest text, in characters. */
    static final int MAX_LENGTH = 4_096;

    private static final int USUAL_PORT = 5_432;
    private static final int MAX_HOSTS = 16;
    private static final Pattern URL = Pattern.compile("postgres(?:ql)?://.*", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");

    /** One server. IPv6 addresses are in brackets. */
    record Host(String name, int port) {
        boolean isLoopback() {
            return Address.isLoopback(name);
        }
    }

    /** Who logs in. */
    record Login(String username, String password, boolean escaped) {
        /** The text of a part of a URL with the login in the place of the two variables. */
        String filledUrl(String part) {
            return escaped ? decoded(filled(part)) : filled(decoded(part));
        }

        String filled(String part) {
            return part.replace("{{username}}", username).replace("{{password}}", password);
        }

        @Override
        public String toString() {
            return "Login";
        }
    }

    /**
     * @throws DatabaseException if it is neither of the two forms; the message does not quote it
     */
    static ConnectionText parse(String text, Login login) {
        if (text.isBlank()) {
            throw DatabaseException.misconfigured("connection_url cannot be empty");
        }
        if (text.length() > MAX_LENGTH) {
            throw DatabaseException.misconfigured(
                    "connection_url is longer than " + MAX_LENGTH + " characters");
        }
        return URL.matcher(text).matches() ? ofUrl(text, login) : ofPairs(text, login);
    }

    private static ConnectionText ofUrl(String text, Login login) {
        String rest = text.substring(text.indexOf("//") + 2);
        int query = rest.indexOf('?');
        Map<String, String> options = new LinkedHashMap<>();
        if (query >= 0) {
            for (String pair : rest.substring(query + 1).split("&")) {
                int equals = pair.indexOf('=');
                if (equals < 1) {
                    throw DatabaseException.misconfigured(
                            "connection_url: behind the ? stand name=value pairs");
                }
                options.put(pair.substring(0, equals), login.filledUrl(pair.substring(equals + 1)));
            }
            rest = rest.substring(0, query);
        }
        // The last one: a password that is not encoded may hold others.
        int at = rest.lastIndexOf('@');
        String userinfo = at < 0 ? "" : rest.substring(0, at);
        rest = rest.substring(at + 1);
        int slash = rest.indexOf('/');
        int colon = userinfo.indexOf(':');
        options.putIfAbsent("host", slash < 0 ? rest : rest.substring(0, slash));
        options.putIfAbsent("dbname", slash < 0 ? "" : login.filledUrl(rest.substring(slash + 1)));
        options.putIfAbsent(
                "user", login.filledUrl(colon < 0 ? userinfo : userinfo.substring(0, colon)));
        options.putIfAbsent(
                "password", colon < 0 ? "" : login.filledUrl(userinfo.substring(colon + 1)));
        return of(options);
    }

    private static ConnectionText ofPairs(String text, Login login) {
        Map<String, String> pairs = new LinkedHashMap<>();
        new Pairs(text).read(pairs, login::filled);
        return of(pairs);
    }

    private static ConnectionText of(Map<String, String> options) {
        String names = taken(options, "host");
        return new ConnectionText(
                hosts(names.isEmpty() ? "localhost" : names, taken(options, "port")),
                taken(options, "dbname"),
                taken(options, "user"),
                taken(options, "password"),
                options);
    }

    private static String taken(Map<String, String> options, String name) {
        return Objects.requireNonNullElse(options.remove(name), "");
    }

    private static List<Host> hosts(String names, String ports) {
        List<Host> hosts = new ArrayList<>();
        String[] port = ports.split(",", -1);
        for (String name : names.split(",", -1)) {
            String own =
                    port.length == 1
                            ? port[0]
                            : hosts.size() < port.length ? port[hosts.size()] : "";
            hosts.add(host(name, own));
        }
        if (hosts.size() > MAX_HOSTS) {
            throw DatabaseException.misconfigured(
                    "connection_url names more than " + MAX_HOSTS + " hosts");
        }
        return List.copyOf(hosts);
    }

    private static Host host(String text, String port) {
        int colon = text.lastIndexOf(':');
        boolean own = colon > text.lastIndexOf(']');
        String name = own ? text.substring(0, colon) : text;
        if (!NAME.matcher(name).matches()) {
            throw DatabaseException.misconfigured(
                    "connection_url: a host is a DNS name or an address, with [ and ] around one of IPv6; "
                            + "UNIX sockets are not available");
        }
        String number = own ? text.substring(colon + 1) : port;
        return new Host(name, number.isEmpty() ? USUAL_PORT : port(number));
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

    private static String decoded(String text) {
        try {
            // A plus stands for itself here.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw DatabaseException.misconfigured(
                    "connection_url: a % must be followed by two hexadecimal digits");
        }
    }

    /** {@code key=value} pairs with spaces between them; values with spaces in quotes. */
    private static final class Pairs {
        private final String text;
        private int at;

        Pairs(String text) {
            this.text = text;
        }

        void read(Map<String, String> pairs, UnaryOperator<String> filled) {
            skipSpace();
            while (at < text.length()) {
                int equals = text.indexOf('=', at);
                String key = equals < 0 ? "" : text.substring(at, equals).strip();
                if (!key.matches("[a-z_]+")) {
                    throw DatabaseException.misconfigured(
                            "connection_url is neither postgresql://... nor key=value pairs");
                }
                at = equals + 1;
                skipSpace();
                pairs.put(key, filled.apply(value()));
                skipSpace();
            }
        }

        private String value() {
            boolean quoted = at < text.length() && text.charAt(at) == '\'';
            at += quoted ? 1 : 0;
            StringBuilder value = new StringBuilder();
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (quoted ? c == '\'' : Character.isWhitespace(c)) {
                    return value.toString();
                }
                if (c == '\\' && at < text.length()) {
                    c = text.charAt(at++);
                }
                value.append(c);
            }
            if (quoted) {
                throw DatabaseException.misconfigured("connection_url: a quote is not closed");
            }
            return value.toString();
        }

        private void skipSpace() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
    }

    @Override
    public String toString() {
        return "ConnectionText";
    }
}
