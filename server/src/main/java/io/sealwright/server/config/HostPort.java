package io.sealwright.server.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * A host and a port as written in a property: {@code 127.0.0.1:8200}, {@code [::1]:8200}, {@code
 * node1:8201}.
 *
 * @param host without brackets
 * @param port 0 = any free one, where that makes sense
 */
public record HostPort(String host, int port) {
    /**
     * @throws IllegalArgumentException if it is not host:port
     */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("is not host:port (an IPv6 address needs brackets)");
        }
        if (host.isBlank()) {
            throw new IllegalArgumentException("is not host:port");
        }
        return new HostPort(host, port(text.substring(colon + 1)));
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException _) {
            // The same answer as for a number out of range.
        }
        throw new IllegalArgumentException("is not host:port (the port is between 0 and 65535)");
    }

    /**
     * @throws UnknownHostException if the name has no address
     */
    public InetSocketAddress resolve() throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    /** False too where the name has no address. */
    public boolean loopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
