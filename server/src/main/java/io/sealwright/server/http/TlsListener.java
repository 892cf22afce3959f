package io.sealwright.server.http;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.stereotype.Component;

/** TLS of the listeners. When its files change, new connections get the new ones. */
@Component
final class TlsListener implements DisposableBean {
    private final TlsFiles files;
    private final List<TlsFiles.Watch> watches = new ArrayList<>();

    TlsListener(TlsFiles files) {
        this.files = files;
    }

    /** Sets a connector up; called once for each, before it starts. */
    void customize(Connector connector) {
        connector.setScheme("https");
        connector.setSecure(true);
        if (!(connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol)) {
            throw new IllegalStateException("not an HTTP connector");
        }
        protocol.setSSLEnabled(true);
        watches.add(files.use("the listener", () -> protocol.addSslHostConfig(host(), true)));
    }

    private SSLHostConfig host() throws GeneralSecurityException {
        SSLHostConfig host = new SSLHostConfig();
        host.setProtocols("TLSv1.2+TLSv1.3");
        host.setHonorCipherOrder(true);
        host.setCiphers("ECDHE+AESGCM:ECDHE+CHACHA20");
        host.setCertificateVerification("optional");
        KeyStore clients = clientAuthorities();
        if (clients == null) {
            host.setTrustManagerClassName(AnyClientCertificate.class.getName());
        } else {
            host.setTrustStore(clients);
        }
        TlsFiles.Identity identity = files.identity();
        PemSslStoreBundle server =
                new PemSslStoreBundle(PemSslStore.of(identity.chain(), identity.key()), null);
        KeyStore keys = server.getKeyStore();
        if (keys == null || !keys.aliases().hasMoreElements()) {
            throw new GeneralSecurityException("no certificate in them");
        }
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(host, SSLHostConfigCertificate.DEFAULT_TYPE);
        certificate.setCertificateKeystore(keys);
        certificate.setCertificateKeystorePassword("");
        certificate.setCertificateKeyAlias(keys.aliases().nextElement());
        host.addCertificate(certificate);
        return host;
    }

    private @Nullable KeyStore clientAuthorities() throws GeneralSecurityException {
        List<X509Certificate> authorities = files.clientAuthorities();
        if (authorities.isEmpty()) {
            return null;
        }
        PemSslStore none = null;
        return new PemSslStoreBundle(none, PemSslStore.of(authorities, null)).getTrustStore();
    }

    @Override
    public void destroy() {
        watches.forEach(TlsFiles.Watch::end);
    }
}
