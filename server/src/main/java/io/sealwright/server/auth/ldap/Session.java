package io.sealwright.server.auth.ldap;

import com.unboundid.ldap.sdk.DefaultNameResolver;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import io.sealwright.server.outbound.OutboundException;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;

/** The connections of one conversation with a directory. For one thread. */
final class Session implements AutoCloseable {
    /** Longest message of a server, such as an entry with all its values, in bytes. */
    private static final int MAX_MESSAGE = 1 << 20;

    private final Server server;
    private final List<DirectoryUrl> urls;
    private final TlsSockets tls;
    private final LDAPConnectionOptions options;
    private final List<LDAPConnection> opened = new ArrayList<>();

    /**
     * @throws OutboundException if the configuration cannot be used
     */
    Session(Server server) {
        this.server = server;
        urls = DirectoryUrl.parse(server.url());
        tls = server.sockets();
        options = options(server);
    }

    private static LDAPConnectionOptions options(Server server) {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(
                (int)
                        Server.within(server.connectionTimeout(), DirectoryClient.CONNECT)
                                .toMillis());
        options.setResponseTimeoutMillis(
                Server.within(server.requestTimeout(), DirectoryClient.TOTAL).toMillis());
        options.setMaxMessageSize(MAX_MESSAGE);
        options.setFollowReferrals(false);
        options.setAutoReconnect(false);
        options.setAbandonOnTimeout(false);
        // No thread of its own for each connection.
        options.setUseSynchronousMode(true);
        options.setNameResolver(DefaultNameResolver.getInstance());
        return options;
    }

    /**
     * A new connection to the first server that there is one to; nobody is bound to it.
     *
     * @throws OutboundException with why there is none to the last one
     */
    LDAPConnection open() {
        OutboundException last = new OutboundException("no server is configured");
        for (DirectoryUrl url : urls) {
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
            try {
                LDAPConnection connection = connected(url);
                opened.add(connection);
                return connection;
            } catch (LDAPException e) {
                last = DirectoryFailures.of(e);
            }
        }
        throw last;
    }

    private LDAPConnection connected(DirectoryUrl url) throws LDAPException {
        SocketFactory sockets = url.tls() ? tls : SocketFactory.getDefault();
        LDAPConnection connection = new LDAPConnection(sockets, options, url.host(), url.port());
        if (!url.tls() && server.startTls()) {
            beginTls(connection);
        }
        return connection;
    }

    /** Or no connection: nothing is ever sent in the clear because TLS could not be had. */
    private void beginTls(LDAPConnection connection) throws LDAPException {
        boolean begun = false;
        try {
            ResultCode result =
                    connection
                            .processExtendedOperation(new StartTLSExtendedRequest(tls))
                            .getResultCode();
            if (!result.equals(ResultCode.SUCCESS)) {
                throw new LDAPException(result, "StartTLS");
            }
            begun = true;
        } finally {
            if (!begun) {
                connection.close();
            }
        }
    }

    @Override
    public void close() {
        opened.forEach(LDAPConnection::close);
    }
}
