package io.sealwright.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS receivers are trusted by the configured authority alone. */
class HttpsReceiverTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir Path folder;
    private HttpsServer server;
    private final AtomicInteger requests = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        KeyStore keys = certificate("receiver");
        KeyManagerFactory own =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    requests.incrementAndGet();
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theRightAuthorityIsTrusted() throws Exception {
        try (AuditLog log = open(folder.resolve("receiver.pem"))) {
            Fixtures.pair(log, "a");
        }
        assertThat(requests).hasPositiveValue();
    }

    @Test
    void anotherAuthorityOrNoneOrNoFileIsAFailingDevice() throws Exception {
        certificate("other");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        for (Path ca : new Path[] {folder.resolve("other.pem"), empty, folder.resolve("none")}) {
            fails(ca);
        }
        fails(null);
        assertThat(requests).hasValue(0);
    }

    private void fails(@Nullable Path ca) {
        try (AuditLog log = open(ca)) {
            assertThat(log.healthy()).isFalse();
            assertThat(log.stats().getFirst().failures()).isPositive();
        }
    }

    private AuditLog open(@Nullable Path ca) {
        URI uri = URI.create("https://localhost:" + server.getAddress().getPort() + "/in");
        return AuditLog.open(
                Fixtures.settings(),
                List.of(
                        new AuditHttpSettings(
                                "http/",
                                uri,
                                Map.of(),
                                ca,
                                NetworkTimeouts.DEFAULT,
                                10,
                                1 << 20,
                                Duration.ZERO)));
    }

    /** A key with a self-signed certificate for localhost, which is also written as PEM. */
    private KeyStore certificate(String name) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost",
                                "-alias",
                                name,
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                String.valueOf(PASSWORD),
                                "-keystore",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        String pem =
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(store.getCertificate(name).getEncoded())
                        + "\n-----END CERTIFICATE-----\n";
        Files.writeString(folder.resolve(name + ".pem"), pem);
        return store;
    }
}
