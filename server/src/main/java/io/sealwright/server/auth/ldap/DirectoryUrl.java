package io.sealwright.server.auth.ldap;

import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.OutboundUrl;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where a directory server is.
 *
 * @param host as a socket takes it: an IPv6 address without brackets
 * @param tls from the first byte on ({@code ldaps})
 * @param local on this machine, where passwords may do without TLS
 */
record DirectoryUrl(String host, int port, boolean tls, boolean local) {
    /** The most servers of one configuration. */
    static final int MAX = 16;

    private static final int PORT = 389;
    private static final int TLS_PORT = 636;
    private static final int MAX_PORT = 65_535;

    /**
     * The servers of a list with commas, in order.
     *
     * @throws OutboundException if one is no such URL; the message does not repeat it
     */
    static List<DirectoryUrl> parse(String list) {
        if (list.length() > OutboundUrl.MAX_LENGTH) {
            throw new OutboundException(
                    "url is longer than " + OutboundUrl.MAX_LENGTH + " characters");
        }
        List<DirectoryUrl> found = new ArrayList<>();
        for (String text : list.split(",", -1)) {
            found.add(one(text.strip()));
        }
        if (found.size() > MAX) {
            throw new OutboundException("url names more than " + MAX + " servers");
        }
        return List.copyOf(found);
    }

    private static DirectoryUrl one(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new OutboundException("url is not a URL such as ldaps://ldap.example.com");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("ldap") && !scheme.equals("ldaps")) {
            throw new OutboundException("invalid LDAP scheme in url: use ldaps:// or ldap://");
        }
        String host = uri.getHost();
        boolean more = uri.getUserInfo() != null || uri.getQuery() != null;
        boolean path = uri.getPath() != null && !uri.getPath().matches("/?");
        if (host == null || more || path || uri.getFragment() != null || uri.getPort() > MAX_PORT) {
            throw new OutboundException(
                    "url must hold a host, perhaps a port, and nothing else, such as ldaps://ldap.example.com");
        }
        boolean tls = scheme.equals("ldaps");
        return new DirectoryUrl(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                uri.getPort() > 0 ? uri.getPort() : tls ? TLS_PORT : PORT,
                tls,
                OutboundUrl.isOnThisMachine(uri));
    }
}
