package io.sealwright.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.http.RawClient.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The TLS listener with PEM files. */
@Timeout(120)
class TlsIT {
    @TempDir Path folder;

    private TestCertificate first;

    @BeforeEach
    void certificate() throws Exception {
        first = TestCertificate.create(folder, "first", "EC");
        first.writeCertificate(folder.resolve("cert.pem"));
        first.writeKey(folder.resolve("key.pem"));
    }

    private TestServer server(String... further) {
        Map<String, String> properties =
                new java.util.HashMap<>(
                        Map.of(
                                "sealwright.listener.tls.certificate",
                                        folder.resolve("cert.pem").toString(),
                                "sealwright.listener.tls.private-key",
                                        folder.resolve("key.pem").toString()));
        for (int i = 0; i < further.length; i += 2) {
            properties.put(further[i], further[i + 1]);
        }
        return TestServer.echoing(properties);
    }

    private static SSLSocket connect(
            TestServer server, TestCertificate trusted, @Nullable TestCertificate own)
            throws Exception {
        return connect(server.port(), trusted, own);
    }

    private static SSLSocket connect(
            int port, TestCertificate trusted, @Nullable TestCertificate own) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("a", trusted.certificate());
        TrustManagerFactory trustManagers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(trust);
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        if (own != null) {
            keys.init(own.store(), TestCertificate.PASSWORD);
        } else {
            keys.init(null, null);
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trustManagers.getTrustManagers(), new SecureRandom());
        return (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    }

    private static Reply get(
            TestServer server, TestCertificate trusted, @Nullable TestCertificate own)
            throws Exception {
        try (RawClient client = new RawClient(connect(server, trusted, own))) {
            client.send(RawClient.request("GET", "/v1/a", null));
            return client.read();
        }
    }

    @Test
    void servesWithHstsAndAsksForACertificateWithoutDemandingOne() throws Exception {
        TestCertificate client = TestCertificate.create(folder, "client", "RSA");
        try (TestServer server = server()) {
            Reply reply = get(server, first, null);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("strict-transport-security"))
                    .isEqualTo("max-age=31536000; includeSubDomains");
            assertThat(server.seen().getLast().remote().tls()).isTrue();
            assertThat(server.seen().getLast().remote().certificates()).isEmpty();
            assertThat(get(server, first, client).status()).isEqualTo(200);
            assertThat(server.seen().getLast().remote().certificates())
                    .containsExactly(client.certificate());
            try (SSLSocket socket = connect(server, first, client)) {
                socket.startHandshake();
                assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
                assertThat(socket.getSession().getLocalCertificates())
                        .containsExactly(client.certificate());
            }
        }
    }

    @Test
    void anExtraListenerHasTheSame() throws Exception {
        try (TestServer server = server("sealwright.listener.aws.address", "127.0.0.1:0");
                RawClient client =
                        new RawClient(connect(server.port(ExtraListener.AWS), first, null))) {
            client.send(RawClient.request("GET", "/v1/a", null));
            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.header("strict-transport-security")).isNotEmpty();
        }
    }

    @Test
    void oldProtocolsAreRefused() throws Exception {
        try (TestServer server = server();
                SSLSocket socket = connect(server, first, null)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aClientCaIsEnforcedForThoseWhoShowACertificate() throws Exception {
        TestCertificate known = TestCertificate.create(folder, "known", "EC");
        TestCertificate stranger = TestCertificate.create(folder, "stranger", "EC");
        known.writeCertificate(folder.resolve("ca.pem"));
        try (TestServer server =
                server("sealwright.listener.tls.client-ca", folder.resolve("ca.pem").toString())) {
            assertThat(get(server, first, null).status()).isEqualTo(200);
            assertThat(get(server, first, known).status()).isEqualTo(200);
            try (SSLSocket socket = connect(server, first, stranger)) {
                // A client sends nothing for which the server named no authority, so this one is
                // forced.
                socket.startHandshake();
                assertThat(socket.getSession().getLocalCertificates()).isNull();
            }
        }
    }

    @Test
    void changedFilesServeNewConnections() throws Exception {
        try (TestServer server = server()) {
            RawClient old = new RawClient(connect(server, first, null));
            old.send(RawClient.request("GET", "/v1/a", null));
            assertThat(old.read().status()).isEqualTo(200);

            TestCertificate second = TestCertificate.create(folder, "second", "RSA");
            // One of two files: the pair does not fit, and the old one serves on.
            second.writeKey(folder.resolve("key.pem"));
            TimeUnit.SECONDS.sleep(3);
            assertThat(get(server, first, null).status()).isEqualTo(200);
            second.writeCertificate(folder.resolve("cert.pem"));
            while (!served(server, second)) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertThat(get(server, second, null).status()).isEqualTo(200);
            old.send(RawClient.request("GET", "/v1/a", null));
            assertThat(old.read().status()).isEqualTo(200);
            old.close();
        }
    }

    private static boolean served(TestServer server, TestCertificate certificate) throws Exception {
        try {
            return get(server, certificate, null).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void filesThatCannotBeUsedStopTheStart() throws Exception {
        Files.writeString(folder.resolve("key.pem"), "hunter2");
        assertThatThrownBy(this::server)
                .satisfies(failure ->
                        assertThat(chain(failure))
                                .contains("the PEM files of sealwright.listener.tls cannot be used")
                                .doesNotContain("hunter2"));
        TestCertificate.create(folder, "other", "EC").writeKey(folder.resolve("key.pem"));
        assertThatThrownBy(this::server)
                .satisfies(failure ->
                        assertThat(chain(failure))
                                .contains(
                                        "the PEM files of sealwright.listener.tls cannot be used"));
    }

    private static String chain(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            text.append(cause).append('\n');
        }
        return text.toString();
    }
}
