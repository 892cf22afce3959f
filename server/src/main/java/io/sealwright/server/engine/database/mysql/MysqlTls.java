package io.sealwright.server.engine.database.mysql;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.outbound.Anybody;
import io.sealwright.server.outbound.ClientIdentity;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.Trust;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.export.ExceptionFactory;
import org.mariadb.jdbc.plugin.tls.main.DefaultTlsSocketPlugin;

/**
 * TLS with certificates and keys that lie in the configuration and in no file. The driver finds it
 * by its {@link #type}, and looks at the server's name by itself where the mode says so.
 */
public final class MysqlTls extends DefaultTlsSocketPlugin {
    static final String TYPE = "sealwright";
    static final String ANYBODY = "sealwright.tls.anybody";
    static final String AUTHORITIES = "sealwright.tls.authorities";
    static final String SERVER_NAME = "sealwright.tls.name";
    static final String CERTIFICATE = "sealwright.tls.certificate";
    static final String PRIVATE_KEY = "sealwright.tls.key";

    /** For the driver, which makes it by its name. */
    public MysqlTls() {}

    @Override
    public String type() {
        return TYPE;
    }

    /**
     * @throws DatabaseException if a PEM cannot be used
     */
    static void check(Properties properties) {
        try {
            TrustManager[] _ = trust(properties);
            KeyManager[] _ = identity(properties).managers();
        } catch (OutboundException e) {
            throw DatabaseException.misconfigured(
                    "tls_ca or tls_certificate_key cannot be used: each is PEM, and the second holds a certificate and its key");
        }
    }

    private static TrustManager[] trust(Properties properties) {
        if (Boolean.parseBoolean(properties.getProperty(ANYBODY))) {
            return new TrustManager[] {new Anybody()};
        }
        String name = properties.getProperty(SERVER_NAME, "");
        return new Trust(
                        properties.getProperty(AUTHORITIES, ""),
                        name.isEmpty() ? List.of() : List.of(name))
                .managers();
    }

    private static ClientIdentity identity(Properties properties) {
        return new ClientIdentity(
                properties.getProperty(CERTIFICATE, ""), properties.getProperty(PRIVATE_KEY, ""));
    }

    @Override
    public TrustManager[] getTrustManager(
            Configuration conf, ExceptionFactory exceptionFactory, HostAddress hostAddress) {
        return trust(conf.nonMappedOptions());
    }

    @Override
    public KeyManager @Nullable [] getKeyManager(
            Configuration conf, ExceptionFactory exceptionFactory) {
        return identity(conf.nonMappedOptions()).managers();
    }
}
