package io.sealwright.server.engine.database.postgres;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.outbound.Anybody;
import io.sealwright.server.outbound.ClientIdentity;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.Trust;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.postgresql.ssl.WrappedFactory;

/**
 * TLS with certificates and keys that lie in the configuration and in no file. The driver makes one
 * by its name, and looks at the server's name by itself where the mode says so.
 */
public final class TlsFactory extends WrappedFactory {
    static final String MODE = "sealwright.tls.mode";
    static final String AUTHORITIES = "sealwright.tls.authorities";
    static final String CERTIFICATE = "sealwright.tls.certificate";
    static final String PRIVATE_KEY = "sealwright.tls.key";

    /**
     * @param properties what a {@link Target} tells the driver
     * @throws DatabaseException if a PEM cannot be read
     */
    public TlsFactory(Properties properties) {
        ClientIdentity identity =
                new ClientIdentity(
                        properties.getProperty(CERTIFICATE, ""),
                        properties.getProperty(PRIVATE_KEY, ""));
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity.managers(), trust(properties), null);
            factory = context.getSocketFactory();
        } catch (GeneralSecurityException | OutboundException e) {
            throw DatabaseException.misconfigured(
                    "tls_ca, tls_certificate or private_key cannot be read: each is PEM, and the key is that of the certificate");
        }
    }

    /**
     * As with libpq, authorities that are given always count, and without them only verify-* looks.
     */
    private static TrustManager[] trust(Properties properties) {
        String authorities = properties.getProperty(AUTHORITIES, "");
        return authorities.isEmpty() && !properties.getProperty(MODE, "").startsWith("verify")
                ? new TrustManager[] {new Anybody()}
                : new Trust(authorities, List.of()).managers();
    }
}
