package io.sealwright.server.spi;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Where a request came from.
 *
 * @param certificates that the client showed at the TLS handshake of this connection: the one whose
 *     key it proved to hold, then what it sent along. Nobody has verified them otherwise. Empty
 *     without TLS, and for a client that showed none
 */
public record Remote(String address, int port, boolean tls, List<X509Certificate> certificates) {
    public Remote {
        certificates = List.copyOf(certificates);
    }

    /** Somebody without a certificate. */
    public Remote(String address, int port, boolean tls) {
        this(address, port, tls, List.of());
    }

    @Override
    public String toString() {
        return "Remote[" + address + ", " + port + (tls ? ", tls]" : "]");
    }
}
