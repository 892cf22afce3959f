package io.sealwright.server.auth.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets that speak the allowed versions of TLS alone, and whose server must bear the name that it
 * was connected by (RFC 4513, section 3.1.3): the LDAP library checks no names by itself.
 * Thread-safe.
 */
final class TlsSockets extends SSLSocketFactory {
    private final SSLSocketFactory sockets;
    private final String[] protocols;
    private final boolean checksNames;

    TlsSockets(SSLContext context, String[] protocols, boolean checksNames) {
        this.sockets = context.getSocketFactory();
        this.protocols = protocols.clone();
        this.checksNames = checksNames;
    }

    private Socket strict(Socket made) {
        if (!(made instanceof SSLSocket socket)) {
            throw new IllegalStateException("a TLS socket that is none");
        }
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(protocols);
        if (checksNames) {
            parameters.setEndpointIdentificationAlgorithm("LDAPS");
        }
        socket.setSSLParameters(parameters);
        return socket;
    }

    @Override
    public Socket createSocket() throws IOException {
        return strict(sockets.createSocket());
    }

    @Override
    public Socket createSocket(Socket under, String host, int port, boolean closesIt)
            throws IOException {
        return strict(sockets.createSocket(under, host, port, closesIt));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return strict(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort)
            throws IOException {
        return strict(sockets.createSocket(host, port, from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return strict(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
            throws IOException {
        return strict(sockets.createSocket(host, port, from, fromPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }
}
