package io.sealwright.server.outbound;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom a server's certificate has to come from.
 *
 * @param authorities PEM of the only authorities that count; empty for those that this machine
 *     trusts
 * @param serverNames DNS names of which the certificate has to bear one; empty for the one that the
 *     URL names
 * @param identity what this server shows of itself
 */
public record Trust(String authorities, List<String> serverNames, ClientIdentity identity) {
    /** Longest PEM, in characters. */
    public static final int MAX_PEM = 256 << 10;

    /** The authorities of this machine, and the name of the URL. */
    public static final Trust OF_THIS_MACHINE = new Trust("", List.of());

    public Trust {
        serverNames = List.copyOf(serverNames);
    }

    /** Shows nothing of this server. */
    public Trust(String authorities, List<String> serverNames) {
        this(authorities, serverNames, ClientIdentity.NONE);
    }

    /**
     * @throws OutboundException if the PEM holds no certificate, or the identity cannot be used
     */
    public void check() {
        if (!authorities.isEmpty()) {
            certificates();
        }
        identity.check();
    }

    SSLContext context() {
        return context(identity.managers());
    }

    /**
     * What is spoken TLS with to servers that are trusted by this.
     *
     * @param own what is shown to them; empty for nothing
     * @throws OutboundException if the PEM holds no certificate
     */
    public SSLContext context(KeyManager @Nullable [] own) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, managers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new OutboundException("the CA certificates cannot be used");
        }
    }

    /**
     * The same for what makes its TLS by itself.
     *
     * @throws OutboundException if the PEM holds no certificate
     */
    public TrustManager[] managers() {
        try {
            X509TrustManager byAuthority = manager();
            return new TrustManager[] {
                serverNames.isEmpty() ? byAuthority : new NamedServers(byAuthority, serverNames)
            };
        } catch (GeneralSecurityException | IOException e) {
            throw new OutboundException("the CA certificates cannot be used");
        }
    }

    private X509TrustManager manager() throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        if (authorities.isEmpty()) {
            factory.init((KeyStore) null);
        } else {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates()) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            factory.init(store);
        }
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager found) {
                return found;
            }
        }
        throw new IllegalStateException("a JDK without certificates");
    }

    private Collection<? extends Certificate> certificates() {
        if (authorities.length() > MAX_PEM) {
            throw new OutboundException(
                    "the CA certificates are longer than " + MAX_PEM + " characters");
        }
        try {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(
                                            authorities.getBytes(StandardCharsets.US_ASCII)));
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException e) {
            throw new OutboundException("could not parse CA PEM value successfully");
        }
        throw new OutboundException("could not parse CA PEM value successfully");
    }
}
