package io.sealwright.server.outbound;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What this server shows of itself to one that asks for a certificate.
 *
 * @param certificates PEM of the chain, its own first; empty for none
 * @param key PEM of its private key in PKCS #8, not encrypted; empty for none
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

    /** Null for nobody in particular. */
    KeyManager @Nullable [] managers() {
        if (certificates.isEmpty() && key.isEmpty()) {
            return null;
        }
        try {
            Certificate[] chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(
                                            certificates.getBytes(StandardCharsets.US_ASCII)))
                            .toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw new OutboundException("there is no client certificate for the key");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "client",
                    privateKey(chain[0].getPublicKey().getAlgorithm()),
                    NO_PASSWORD,
                    chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new OutboundException(
                    "the client certificate and its key (PEM, PKCS #8) cannot be used");
        }
    }

    private PrivateKey privateKey(String algorithm) throws GeneralSecurityException {
        String base64 = key.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance(algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    @Override
    public String toString() {
        return "ClientIdentity[]";
    }
}
