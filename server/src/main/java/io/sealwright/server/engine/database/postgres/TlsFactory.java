package io.sealwright.server.engine.database.postgres;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;
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

    private static final char[] NO_PASSWORD = {};

    /**
     * @param properties what a {@link Target} tells the driver
     * @throws DatabaseException if a PEM cannot be read
     */
    public TlsFactory(Properties properties) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(properties), trust(properties), null);
            factory = context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw DatabaseException.misconfigured(
                    "tls_ca, tls_certificate or private_key cannot be read: each is PEM, and the key is that of the certificate");
        }
    }

    /**
     * As with libpq, authorities that are given always count, and without them only verify-* looks.
     */
    private static TrustManager[] trust(Properties properties)
            throws GeneralSecurityException, IOException {
        String authorities = properties.getProperty(AUTHORITIES, "");
        if (authorities.isEmpty() && !properties.getProperty(MODE, "").startsWith("verify")) {
            return new TrustManager[] {new Anybody()};
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(authorities.isEmpty() ? null : store(authorities));
        return trust.getTrustManagers();
    }

    private static KeyStore store(String pem) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        int number = 0;
        for (Certificate certificate : certificates(pem)) {
            store.setCertificateEntry("ca" + number++, certificate);
        }
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(String pem)
            throws GeneralSecurityException {
        Collection<? extends Certificate> found =
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(
                                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        if (found.isEmpty()) {
            throw new GeneralSecurityException("no certificate");
        }
        return found;
    }

    private static KeyManager @Nullable [] keys(Properties properties)
            throws GeneralSecurityException, IOException {
        String certificate = properties.getProperty(CERTIFICATE, "");
        String key = properties.getProperty(PRIVATE_KEY, "");
        if (certificate.isEmpty() && key.isEmpty()) {
            return null;
        }
        KeyStore store = empty();
        store.setKeyEntry(
                "client",
                privateKey(key),
                NO_PASSWORD,
                certificates(certificate).toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, NO_PASSWORD);
        return keys.getKeyManagers();
    }

    private static PrivateKey privateKey(String pem) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            return switch (parser.readObject()) {
                case PEMKeyPair pair -> converter.getPrivateKey(pair.getPrivateKeyInfo());
                case PrivateKeyInfo key -> converter.getPrivateKey(key);
                case null, default -> throw new IOException("no private key");
            };
        }
    }

    /** What sslmode=require means: encrypted, to whoever answers. */
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
