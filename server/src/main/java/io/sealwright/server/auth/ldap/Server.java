package io.sealwright.server.auth.ldap;

import io.sealwright.server.outbound.Anybody;
import io.sealwright.server.outbound.ClientIdentity;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.Trust;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which servers hold the directory, and how they are spoken to. Strings are empty where nothing is
 * set.
 *
 * @param url of one or more servers, with commas: {@link DirectoryUrl}
 * @param startTls TLS is begun on a plain connection; what cannot begin it is not spoken to
 * @param insecureTls any certificate will do: for servers on this machine alone
 * @param certificate PEM of the authorities that the servers' certificates may come from; empty for
 *     those that this machine trusts
 * @param clientCertificate PEM of what is shown to the servers
 * @param clientKey PEM; shown to nobody
 * @param connectionTimeout seconds; 0 = not set
 * @param requestTimeout seconds; 0 = not set
 * @param bindDn who searches for users; empty for nobody
 * @param bindPassword shown to nobody
 */
record Server(
        String url,
        boolean startTls,
        boolean insecureTls,
        TlsVersion leastTls,
        TlsVersion mostTls,
        String certificate,
        String clientCertificate,
        String clientKey,
        long connectionTimeout,
        long requestTimeout,
        String bindDn,
        String bindPassword) {
    /** What holds where nothing else was configured; all but the TLS version is the peer's. */
    static final Server USUAL =
            new Server(
                    "ldap://127.0.0.1",
                    false,
                    false,
                    TlsVersion.TLS12,
                    TlsVersion.TLS13,
                    "",
                    "",
                    "",
                    30,
                    90,
                    "",
                    "");

    /** Whether there is somebody who searches. */
    boolean bindsToSearch() {
        return !bindDn.isEmpty() && !bindPassword.isEmpty();
    }

    /** The configured time, or the server's own limit where that is shorter. */
    static Duration within(long seconds, Duration limit) {
        return seconds > 0 && seconds < limit.toSeconds() ? Duration.ofSeconds(seconds) : limit;
    }

    /**
     * @throws OutboundException if passwords would travel without TLS, or to anybody who has some
     *     certificate; or if a certificate or key cannot be used
     */
    void check() {
        for (DirectoryUrl server : DirectoryUrl.parse(url)) {
            if (!server.tls() && !startTls && !server.local()) {
                throw new OutboundException(
                        "url: ldap:// without starttls is for servers on this machine alone: use ldaps://, or starttls=true");
            }
            if (insecureTls && !server.local()) {
                throw new OutboundException(
                        "insecure_tls is for servers on this machine alone: give the authority of their certificate in certificate");
            }
        }
        TlsSockets _ = sockets();
    }

    /**
     * @throws OutboundException if a certificate or key cannot be used
     */
    TlsSockets sockets() {
        return new TlsSockets(
                context(clientKeys()), TlsVersion.protocols(leastTls, mostTls), !insecureTls);
    }

    private SSLContext context(KeyManager @Nullable [] own) {
        if (!insecureTls) {
            return new Trust(certificate, List.of()).context(own);
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, new TrustManager[] {new Anybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK without TLS", e);
        }
    }

    private KeyManager @Nullable [] clientKeys() {
        if (clientCertificate.isEmpty() != clientKey.isEmpty()) {
            throw new OutboundException("both client_tls_cert and client_tls_key must be set");
        }
        try {
            return new ClientIdentity(clientCertificate, clientKey).managers();
        } catch (OutboundException e) {
            throw new OutboundException("failed to parse client X509 key pair");
        }
    }

    @Override
    public String toString() {
        return "Server";
    }
}
