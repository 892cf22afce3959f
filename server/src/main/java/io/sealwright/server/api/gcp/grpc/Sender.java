package io.sealwright.server.api.gcp.grpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.sealwright.server.spi.Remote;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a call's metadata and connection say of who sends it. */
final class Sender {
    private static final Metadata.Key<String> AUTHORIZATION = key("authorization");
    private static final String BEARER = "Bearer ";

    /** Not for the audit log, whatever headers it is to show. */
    private static final Set<String> SECRET = Set.of("authorization", "x-vault-token");

    private Sender() {}

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /** Empty if there is none. */
    static String token(Metadata metadata) {
        Iterable<String> values = metadata.getAll(AUTHORIZATION);
        if (values != null) {
            for (String value : values) {
                if (value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
                    return value.substring(BEARER.length()).strip();
                }
            }
        }
        return "";
    }

    /** Lower-case names; without the token, and without what is no text. */
    static Map<String, List<String>> headers(Metadata metadata) {
        Map<String, List<String>> headers = new HashMap<>();
        for (String name : metadata.keys()) {
            Iterable<String> values =
                    SECRET.contains(name) || name.endsWith(Metadata.BINARY_HEADER_SUFFIX)
                            ? null
                            : metadata.getAll(key(name));
            if (values != null) {
                List<String> all = new ArrayList<>(1);
                values.forEach(all::add);
                headers.put(name, all);
            }
        }
        return headers;
    }

    static Remote remote(Attributes connection) {
        SocketAddress address = connection.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        boolean tls = connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION) != null;
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? new Remote(inet.getAddress().getHostAddress(), inet.getPort(), tls)
                : new Remote("", 0, tls);
    }
}
