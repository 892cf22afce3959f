package io.sealwright.server.outbound;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;

/**
 * What this server shows of itself to one that asks for a certificate.
 *
 * @param certificates PEM of the chain, its own first; empty for none
 * @param key PEM of its private key, not encrypted, alone or beside the chain; empty for none
 */
public record ClientIdentity(String certificates, String key) {
    public static final ClientIdentity NONE = new ClientIdentity("", "");

    private static final char[] NO_PASSWORD = {};

    /**
     * @throws OutboundException if they do not belong together, or cannot be read
     */
    public void check() {
        KeyManager[] _ = managers();
    }

    /**
     * Null for nobody in particular.
     *
     * @throws OutboundException if they cannot be read; without the parser's message, which may
     *     quote the key
     */
    public KeyManager @Nullable [] managers() {
        if (certificates.isEmpty() && key.isEmpty()) {
            return null;
        }
        if (certificates.isEmpty() || key.isEmpty()) {
            throw new OutboundException("a client certificate and its key are given together");
        }
        if (Math.max(certificates.length(), key.length()) > Trust.MAX_PEM) {
            throw new OutboundException(
                    "the client certificate or its key is longer than "
                            + Trust.MAX_PEM
                            + " characters");
        }
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store(), NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new OutboundException("the client certificate and its key (PEM) cannot be used");
        }
    }

    private KeyStore store() throws GeneralSecurityException {
        List<X509Certificate> chain = PemContent.of(certificates).getCertificates();
        PrivateKey read = PemContent.of(key).getPrivateKey();
        KeyStore store = new PemSslStoreBundle(PemSslStore.of(chain, read), null).getKeyStore();
        if (read == null || store == null) {
            throw new UnrecoverableKeyException("there is none");
        }
        return store;
    }

    @Override
    public String toString() {
        return "ClientIdentity[]";
    }
}
