package io.sealwright.storage.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.Addresses;
import io.sealwright.storage.StoreTesting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.thirdparty.io.grpc.Server;
import org.apache.ratis.thirdparty.io.grpc.netty.GrpcSslContexts;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.ClientAuth;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContextBuilder;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in: current members, by the bytes of their certificates. */
class TransportIT {
    private static final long PATIENCE = 20_000;
    private static final UUID CLUSTER = UUID.randomUUID();

    @TempDir Path folder;
    private final PeerTrust trust = new PeerTrust();
    private TransportIdentity own;
    private TransportIdentity member;
    private TransportIdentity stranger;
    private Server server;
    private String address;
    private AutoCloseable names;

    @BeforeEach
    void start() throws Exception {
        own = TransportIdentity.open(folder.resolve("own"), "own");
        member = TransportIdentity.open(folder.resolve("member"), "member");
        stranger = TransportIdentity.open(folder.resolve("stranger"), "stranger");
        trust.trust(List.of(own.certificate(), member.certificate()));
        int port = StoreTesting.freePort();
        address = "127.0.0.1:" + port;
        names = MemberNames.register(CLUSTER, peer -> Addresses.parse(address));
        server = serve(port);
    }

    @AfterEach
    void stop() throws Exception {
        names.close();
        server.shutdownNow().awaitTermination();
    }

    @Test
    void aMemberIsAnswered() throws Exception {
        try (PeerChannels channels = channels(member, own)) {
            PeerAnswer answer = ask(channels, "hello");
            assertThat(answer.status()).isEqualTo(PeerAnswer.OK);
            assertThat(StandardCharsets.UTF_8.decode(answer.payload()).toString())
                    .isEqualTo("hello");
        }
    }

    @Test
    void aStrangerIsRefused() {
        try (PeerChannels channels = channels(stranger, own)) {
            assertThatThrownBy(() -> ask(channels, "hello"))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void aMemberDoesNotTalkToAStranger() {
        // The right address, but not the certificate that was pinned.
        try (PeerChannels channels = channels(member, stranger)) {
            assertThatThrownBy(() -> ask(channels, "hello"))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void aMemberThatIsRemovedIsOutOnItsOpenConnection() throws Exception {
        try (PeerChannels channels = channels(member, own)) {
            ask(channels, "hello");
            trust.trust(List.of(own.certificate()));
            assertThatThrownBy(() -> ask(channels, "again")).isInstanceOf(ExecutionException.class);
            assertThatThrownBy(() -> ask(channels, "and again"))
                    .isInstanceOf(ExecutionException.class);
            trust.trust(List.of(own.certificate(), member.certificate()));
            assertThat(ask(channels, "back").status()).isEqualTo(PeerAnswer.OK);
        }
    }

    @Test
    void anAnswerThatDoesNotComeFailsInTime() {
        try (PeerChannels channels = channels(member, own)) {
            CompletableFuture<PeerAnswer> never = channels.ask("own", SILENT, new byte[0], 100);
            assertThatThrownBy(() -> never.get(PATIENCE, TimeUnit.MILLISECONDS))
                    .isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void aMemberThatWasAwayIsReachedAgain() throws Exception {
        try (PeerChannels channels = channels(member, own)) {
            ask(channels, "hello");
            int port = server.getPort();
            server.shutdownNow().awaitTermination();
            assertThatThrownBy(() -> ask(channels, "gone")).isInstanceOf(ExecutionException.class);
            server = serve(port);
            assertThat(askUntilAnswered(channels).status()).isEqualTo(PeerAnswer.OK);
        }
    }

    @Test
    void aMemberThatMovedIsFoundAtItsNewAddress() throws Exception {
        try (PeerChannels channels = channels(member, own)) {
            ask(channels, "hello");
            server.shutdownNow().awaitTermination();
            int port = StoreTesting.freePort();
            address = "127.0.0.1:" + port;
            server = serve(port);
            assertThat(askUntilAnswered(channels).status()).isEqualTo(PeerAnswer.OK);
        }
    }

    @Test
    void theIdentityIsKeptAndPrivate() throws Exception {
        TransportIdentity again = TransportIdentity.open(folder.resolve("own"), "own");
        assertThat(again.certificate()).isEqualTo(own.certificate());
        assertThat(again.toString()).doesNotContain("PRIVATE");
        Path key = folder.resolve("own").resolve("key.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("own"))))
                .isEqualTo("rwx------");
        assertThat(Arrays.equals(own.certificate(), member.certificate())).isFalse();
    }

    private static final byte ECHO = 1;
    private static final byte SILENT = 2;

    private static CompletableFuture<PeerAnswer> answer(byte kind, ByteBuffer payload) {
        byte[] copy = new byte[payload.remaining()];
        payload.get(copy);
        return kind == ECHO
                ? CompletableFuture.completedFuture(PeerAnswer.ok(copy))
                : new CompletableFuture<>();
    }

    /** Our service behind our gate, as Ratis builds its server. */
    private Server serve(int port) throws IOException {
        Parameters parameters = new MemberTransport(own, trust).raftParameters(TransportIT::answer);
        GrpcTlsConfig tls = GrpcConfigKeys.TLS.conf(parameters);
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                        .sslContext(
                                GrpcSslContexts.configure(
                                                SslContextBuilder.forServer(
                                                        tls.getKeyManager().getKeyManager()),
                                                SslProvider.JDK)
                                        .trustManager(tls.getTrustManager().getTrustManager())
                                        .clientAuth(ClientAuth.REQUIRE)
                                        .protocols("TLSv1.3")
                                        .build());
        GrpcConfigKeys.Server.servicesCustomizer(parameters)
                .customize(builder, java.util.EnumSet.of(GrpcServices.Type.SERVER));
        return builder.build().start();
    }

    private static PeerChannels channels(TransportIdentity self, TransportIdentity trusted) {
        PeerTrust peers = new PeerTrust();
        peers.trust(List.of(trusted.certificate()));
        return new PeerChannels(new MemberTransport(self, peers), CLUSTER);
    }

    private PeerAnswer ask(PeerChannels channels, String text) throws Exception {
        return channels.ask("own", ECHO, text.getBytes(StandardCharsets.UTF_8), PATIENCE)
                .get(PATIENCE, TimeUnit.MILLISECONDS);
    }

    private PeerAnswer askUntilAnswered(PeerChannels channels) throws Exception {
        for (int attempt = 0; ; attempt++) {
            try {
                return ask(channels, "back");
            } catch (ExecutionException notYet) {
                if (attempt == 100) {
                    throw notYet;
                }
                Thread.sleep(50);
            }
        }
    }

    @Test
    void channelsOfFormerMembersAreClosed() throws Exception {
        try (PeerChannels channels = channels(member, own)) {
            ask(channels, "hello");
            channels.keep(Set.of());
            assertThat(ask(channels, "a new one").status()).isEqualTo(PeerAnswer.OK);
        }
    }
}
