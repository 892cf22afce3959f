package io.sealwright.server.http;

import io.sealwright.server.config.ConfigurationException;
import io.sealwright.server.config.ListenerSettings;
import io.sealwright.server.config.TlsSettings;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.stereotype.Component;

/**
 * The PEM files that listeners speak TLS with. Looks every few seconds whether they changed. Files
 * that do not fit together (one of two written so far) are tried again, and the old ones serve on.
 * Thread-safe.
 */
@Component
public final class TlsFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
    private static final long LOOK_MILLIS = 2_000;

    private final TlsSettings settings;
    private final List<Path> files;

    TlsFiles(ListenerSettings listener) {
        settings = listener.tls();
        files =
                Stream.of(settings.certificate(), settings.privateKey(), settings.clientCa())
                        .filter(file -> !file.isEmpty())
                        .map(Path::of)
                        .toList();
    }

    /**
     * Who a listener is.
     *
     * @param chain the certificate, then those up to its authority
     */
    public record Identity(List<X509Certificate> chain, PrivateKey key) {
        public Identity {
            chain = List.copyOf(chain);
        }

        @Override
        public String toString() {
            return "Identity[" + chain.size() + " certificates]";
        }
    }

    /** Takes the files as they are now into use. */
    @FunctionalInterface
    public interface Use {
        void now() throws IOException, GeneralSecurityException;
    }

    /** Ends the looking for changes. */
    @FunctionalInterface
    public interface Watch {
        void end();
    }

    /**
     * Takes them into use at once, and again whenever they have changed.
     *
     * @param who as the log names it
     * @throws ConfigurationException if they cannot be used
     */
    public Watch use(String who, Use use) {
        byte[] first;
        try {
            first = digest();
            use.now();
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new ConfigurationException(
                    "the PEM files of sealwright.listener.tls cannot be used: " + reason(e));
        }
        Thread watcher = Thread.ofVirtual().name("tls-files").start(() -> watch(who, use, first));
        return watcher::interrupt;
    }

    private void watch(String who, Use use, byte[] first) {
        byte[] loaded = first;
        boolean complained = false;
        while (true) {
            try {
                Thread.sleep(LOOK_MILLIS);
                byte[] now = digest();
                if (!Arrays.equals(now, loaded)) {
                    use.now();
                    loaded = now;
                    LOG.info("{}'s TLS files were read again", who);
                }
                complained = false;
            } catch (InterruptedException e) {
                return;
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                if (!complained) {
                    LOG.warn("{}'s TLS files changed but cannot be used yet: {}", who, reason(e));
                    complained = true;
                }
            }
        }
    }

    /**
     * @throws GeneralSecurityException if they cannot be read, or the key is another certificate's
     */
    public Identity identity() throws GeneralSecurityException {
        List<X509Certificate> chain =
                read("certificate", settings.certificate(), PemContent::getCertificates);
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("no certificate in them");
        }
        PrivateKey key = read("private-key", settings.privateKey(), PemContent::getPrivateKey);
        requirePair(chain.getFirst(), key);
        return new Identity(chain, key);
    }

    /** Whose client certificates are verified; empty if none is configured. */
    List<X509Certificate> clientAuthorities() throws GeneralSecurityException {
        return settings.clientCa().isEmpty()
                ? List.of()
                : read("client-ca", settings.clientCa(), PemContent::getCertificates);
    }

    /** A key of another certificate would be found out only by the clients, one by one. */
    private static void requirePair(X509Certificate certificate, PrivateKey key)
            throws GeneralSecurityException {
        byte[] probe = {1};
        Signature signature = Signature.getInstance(algorithm(key));
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
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

    private byte[] digest() throws IOException, GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
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
}
