package io.sealwright.server.http;

import io.sealwright.server.config.ConfigurationException;
import io.sealwright.server.config.ListenerSettings;
import io.sealwright.server.config.TlsSettings;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.stereotype.Component;

/**
 * TLS of the listeners from PEM files. Looks every few seconds whether they changed; new
 * connections then get the new ones. Files that do not fit together (one of two written so far) are
 * tried again, and the old ones serve on.
 */
@Component
final class TlsListener implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(TlsListener.class);
    private static final long LOOK_MILLIS = 2_000;

    private final TlsSettings settings;
    private final List<Path> files;
    private final List<AbstractHttp11Protocol<?>> protocols = new CopyOnWriteArrayList<>();
    private volatile byte[] loaded = new byte[0];
    private volatile boolean closed;
    private @Nullable Thread watcher;

    TlsListener(ListenerSettings listener) {
        settings = listener.tls();
        files =
                java.util.stream.Stream.of(
                                settings.certificate(), settings.privateKey(), settings.clientCa())
                        .filter(file -> !file.isEmpty())
                        .map(Path::of)
                        .toList();
    }

    /** Sets a connector up; called for each of them, before it starts. */
    void customize(Connector connector) {
        connector.setScheme("https");
        connector.setSecure(true);
        if (!(connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol)) {
            throw new IllegalStateException("not an HTTP connector");
        }
        protocol.setSSLEnabled(true);
        try {
            byte[] digest = digest();
            protocol.addSslHostConfig(host());
            loaded = digest;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new ConfigurationException(
                    "the PEM files of sealwright.listener.tls cannot be used: " + reason(e));
        }
        protocols.add(protocol);
        if (watcher == null) {
            watcher = Thread.ofVirtual().name("tls-files").start(this::watch);
        }
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
        List<X509Certificate> chain =
                read("certificate", settings.certificate(), PemContent::getCertificates);
        PrivateKey key = read("private-key", settings.privateKey(), PemContent::getPrivateKey);
        PemSslStoreBundle server = new PemSslStoreBundle(PemSslStore.of(chain, key), null);
        KeyStore keys = server.getKeyStore();
        if (keys == null || !keys.aliases().hasMoreElements()) {
            throw new GeneralSecurityException("no certificate in them");
        }
        String alias = keys.aliases().nextElement();
        requirePair(keys, alias);
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(host, SSLHostConfigCertificate.DEFAULT_TYPE);
        certificate.setCertificateKeystore(keys);
        certificate.setCertificateKeystorePassword("");
        certificate.setCertificateKeyAlias(alias);
        host.addCertificate(certificate);
        return host;
    }

    /** A key of another certificate would be found out only by the clients, one by one. */
    private static void requirePair(KeyStore keys, String alias) throws GeneralSecurityException {
        if (!(keys.getKey(alias, new char[0]) instanceof PrivateKey key)) {
            throw new GeneralSecurityException("no private key in them");
        }
        byte[] probe = {1};
        Signature signature = Signature.getInstance(algorithm(key));
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(keys.getCertificate(alias).getPublicKey());
        signature.update(probe);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the private key is not the certificate's");
        }
    }

    private static String algorithm(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
    }

    private @Nullable KeyStore clientAuthorities() throws GeneralSecurityException {
        if (settings.clientCa().isEmpty()) {
            return null;
        }
        List<X509Certificate> authorities =
                read("client-ca", settings.clientCa(), PemContent::getCertificates);
        PemSslStore none = null;
        return new PemSslStoreBundle(none, PemSslStore.of(authorities, null)).getTrustStore();
    }

    private static <T> T read(String property, String file, Function<PemContent, @Nullable T> part)
            throws GeneralSecurityException {
        try {
            T found = part.apply(PemContent.load(Path.of(file)));
            if (found != null) {
                return found;
            }
        } catch (IOException | RuntimeException e) {
            // Said below without the parser's message, which may quote the file.
        }
        throw new GeneralSecurityException(
                "the file of " + property + " cannot be read, or holds no such PEM");
    }

    private void watch() {
        boolean complained = false;
        while (!closed) {
            try {
                Thread.sleep(LOOK_MILLIS);
                byte[] now = digest();
                if (!Arrays.equals(now, loaded)) {
                    for (AbstractHttp11Protocol<?> protocol : protocols) {
                        protocol.addSslHostConfig(host(), true);
                    }
                    loaded = now;
                    LOG.info("the listener's TLS files were read again");
                }
                complained = false;
            } catch (InterruptedException e) {
                return;
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                if (!complained) {
                    LOG.warn(
                            "the listener's TLS files changed but cannot be used yet: {}",
                            reason(e));
                    complained = true;
                }
            }
        }
    }

    private byte[] digest() throws IOException, GeneralSecurityException {
        java.security.MessageDigest digest = java.security.MessageDigest.getInstance("SHA-256");
        for (Path file : files) {
            byte[] content = Files.readAllBytes(file);
            digest.update(content);
            Arrays.fill(content, (byte) 0);
        }
        return digest.digest();
    }

    /** Without the files' content, which a parser's message may quote. */
    private static String reason(Throwable cause) {
        if (cause instanceof FileSystemException unreadable) {
            return unreadable.getFile() + " cannot be read";
        }
        return cause.getClass() == GeneralSecurityException.class
                ? String.valueOf(cause.getMessage())
                : cause.getClass().getSimpleName();
    }

    @Override
    public void destroy() {
        closed = true;
        Thread running = watcher;
        if (running != null) {
            running.interrupt();
        }
    }
}
