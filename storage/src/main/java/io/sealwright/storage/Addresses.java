package io.sealwright.storage;

import java.net.InetSocketAddress;

/** Addresses written as host:port; an IPv6 host stands in brackets. */
public final class Addresses {
    private Addresses() {}

    /**
     * @throws IllegalArgumentException if it is not host:port
     */
    public static InetSocketAddress parse(String address) {
        int colon = address.lastIndexOf(':');
        if (colon <= 0 || colon == address.length() - 1) {
            throw new IllegalArgumentException("not host:port: " + address);
        }
        String host = address.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an IPv6 host stands in brackets: " + address);
        }
        try {
            return InetSocketAddress.createUnresolved(
                    host, Integer.parseInt(address.substring(colon + 1)));
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("not host:port: " + address, wrong);
        }
    }
}
