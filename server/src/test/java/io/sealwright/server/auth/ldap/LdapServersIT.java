package io.sealwright.server.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.testing.Authority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;

/** Which servers are spoken to, and what they can do to this one. */
class LdapServersIT extends LdapFixture {
    private static final String UNTRUSTED =
            "ldap operation failed: the server's certificate is not trusted, or TLS failed";

    @Test
    void aPinnedAuthorityIsTheOnlyOne() {
        configure(searching(directory.tlsUrl()).put("certificate", authority.pem()));
        granted("alice", "alices-password");
        directory.asked();

        configure(searching(directory.tlsUrl()).put("certificate", new Authority().pem()));
        refused(() -> login("alice", "alices-password"), UNTRUSTED);
        configure(searching(directory.tlsUrl()).put("certificate", ""));
        refused(() -> login("alice", "alices-password"), UNTRUSTED);
        assertThat(directory.asked()).isEmpty();
    }

    @Test
    void theCertificateBearsTheNameOfTheUrl() {
        try (TestDirectory other =
                new TestDirectory(
                        authority.server(new GeneralName(GeneralName.dNSName, "ldap.example")))) {
            configure(searching(other.tlsUrl()).put("certificate", authority.pem()));
            refused(() -> login("alice", "alices-password"), UNTRUSTED);
            configure(
                    searching(other.url())
                            .put("certificate", authority.pem())
                            .put("starttls", true));
            refused(() -> login("alice", "alices-password"), UNTRUSTED);
            assertThat(other.asked()).isEmpty();
        }
    }

    @Test
    void anyCertificateWillDoIfThatIsSaid() {
        configure(searching(directory.tlsUrl()).put("insecure_tls", true));

        granted("alice", "alices-password");
    }

    @Test
    void tlsIsBegunOnAPlainConnection() {
        configure(
                searching(directory.url())
                        .put("certificate", authority.pem())
                        .put("starttls", true));
        granted("alice", "alices-password");
        directory.asked();

        configure(
                searching(directory.url())
                        .put("certificate", new Authority().pem())
                        .put("starttls", true));
        refused(() -> login("alice", "alices-password"), UNTRUSTED);
        assertThat(directory.asked()).isEmpty();
    }

    @Test
    void nothingIsSentWhereTlsCannotBegin() {
        configure(
                searching(directory.urlWithoutTls())
                        .put("certificate", authority.pem())
                        .put("starttls", true));

        assertThatExceptionOfType(RequestFailure.class)
                .isThrownBy(() -> login("alice", "alices-password"))
                .withMessageContaining("ldap operation failed: the directory answered");
        assertThat(directory.asked()).isEmpty();
    }

    @Test
    void theNextServerIsAskedWhereThereIsNone() throws IOException {
        String dead = "ldap://127.0.0.1:" + freePort();
        configure(searching(dead + "," + directory.url()));
        granted("alice", "alices-password");

        configure(searching(dead));
        refused(() -> login("alice", "alices-password"), "ldap operation failed: no connection");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    @Test
    void referralsAreNotFollowed() {
        try (TestDirectory other = new TestDirectory(authority.server())) {
            other.person("carol", "carols-password");
            other.asked();
            directory.add(
                    "ou=elsewhere," + TestDirectory.PEOPLE,
                    "objectClass: referral",
                    "objectClass: extensibleObject",
                    "ou: elsewhere",
                    "ref: " + other.url() + "/" + TestDirectory.PEOPLE);
            configure(searching(directory.url()));

            refused(() -> login("carol", "carols-password"), WRONG);
            granted("alice", "alices-password");
            assertThat(other.asked()).isEmpty();
        }
    }

    @Test
    void moreGroupsThanAreAllowedAreTooMany() {
        for (int i = 1; i < FoundGroups.MAX; i++) {
            directory.group("g" + i, ALICE);
        }
        configure(searching(directory.url()));
        granted("alice", "alices-password");
        configure(searching(directory.url()).put("max_page_size", 300));
        granted("alice", "alices-password");

        directory.group("one-more", ALICE);
        String tooMany =
                "ldap operation failed: the user is in more than 1000 groups: narrow the groupfilter";
        refused(() -> login("alice", "alices-password"), tooMany);
        configure(searching(directory.url()).put("max_page_size", 0));
        refused(() -> login("alice", "alices-password"), tooMany);
    }

    @Test
    void pagesAreAllRead() {
        for (int i = 0; i < 25; i++) {
            directory.group("g" + i, ALICE);
        }
        post("groups/g24", "{\"policies\":\"last\"}");
        configure(searching(directory.url()).put("max_page_size", 10));

        assertThat(granted("alice", "alices-password").policies())
                .containsExactly("default", "last");
    }

    @Test
    void whatIsNoDirectoryIsAnsweredInOurWords() throws Exception {
        try (Silent noise = new Silent("HTTP/1.1 200 OK\r\n\r\n".repeat(20))) {
            configure(searching(noise.url()));

            refused(
                    () -> login("alice", "alices-password"),
                    "ldap operation failed: the connection broke");
        }
    }

    @Test
    void aServerThatDoesNotAnswerTakesNoMoreThanItsShare() throws Exception {
        try (Silent silent = new Silent("");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            configure(searching(silent.url()).put("request_timeout", 8));
            CountDownLatch refusedAtOnce = new CountDownLatch(4);
            List<Future<?>> logins = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String name = "user" + i;
                logins.add(
                        threads.submit(() -> {
                            try {
                                login(name, "x");
                            } catch (RequestFailure e) {
                                if (e.failure() instanceof Failure.Unavailable) {
                                    refusedAtOnce.countDown();
                                }
                            }
                        }));
            }
            refusedAtOnce.await();
            silent.close();
            for (Future<?> one : logins) {
                one.get();
            }
            configure(searching(directory.url()));
            granted("alice", "alices-password");
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsWaitedForAsLongAsIsSaid() throws Exception {
        try (Silent silent = new Silent("")) {
            configure(searching(silent.url()).put("request_timeout", 1));

            refused(
                    () -> login("alice", "alices-password"),
                    "ldap operation failed: no answer in time");
        }
    }

    /** Takes connections, says something or nothing, and reads nothing. */
    private static final class Silent implements AutoCloseable {
        private final ServerSocket socket =
                new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        private final List<Socket> taken = new ArrayList<>();
        private final Thread thread;

        Silent(String word) throws IOException {
            thread =
                    Thread.startVirtualThread(() -> {
                        try {
                            while (true) {
                                take(socket.accept(), word);
                            }
                        } catch (IOException e) {
                            // It was closed.
                        }
                    });
        }

        private synchronized void take(Socket one, String word) throws IOException {
            taken.add(one);
            one.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            one.getOutputStream().flush();
        }

        String url() {
            return "ldap://127.0.0.1:" + socket.getLocalPort();
        }

        @Override
        public void close() throws IOException, InterruptedException {
            socket.close();
            thread.join();
            synchronized (this) {
                for (Socket one : taken) {
                    one.close();
                }
            }
        }
    }
}
