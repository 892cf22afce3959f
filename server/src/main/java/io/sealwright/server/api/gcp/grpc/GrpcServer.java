package io.sealwright.server.api.gcp.grpc;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.sealwright.server.config.ConfigurationException;
import io.sealwright.server.config.GcpSettings;
import io.sealwright.server.config.HostPort;
import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.http.TlsFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The listener itself, within the limits of the other ones. Of Netty's parts those in Java alone
 * are used: native ones would have to be unpacked into a folder first. Thread-safe.
 */
final class GrpcServer implements GrpcListener.Open {
    /** As the limit of AWS's and GCP's bodies over HTTP: a payload has at most 64 KiB. */
    private static final int MESSAGE = 256 << 10;

    /** What a connection may send before somebody reads it, over all of its calls. */
    private static final int WINDOW = 64 << 10;

    private static final int CALLS = 100;
    private static final int RESETS = 200;
    private static final int RESETS_SECONDS = 30;
    private static final Duration AGE = Duration.ofHours(1);
    private static final Duration PING = Duration.ofMinutes(1);
    private static final Duration LEAST_CLIENT_PING = Duration.ofSeconds(20);
    private static final int LOOPS = 2;

    private final EventLoopGroup loops;
    private final ExecutorService executor;
    private final ScheduledExecutorService timers;
    private final HealthStatusManager health = new HealthStatusManager();
    private final TlsFiles.@Nullable Watch watch;
    private final Server server;

    private GrpcServer(HostPort address, GrpcListener.Parts parts) {
        loops = new MultiThreadIoEventLoopGroup(LOOPS, NioIoHandler.newFactory());
        executor =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("grpc-", 0).factory());
        timers =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("grpc-timers").factory());
        NettyServerBuilder builder = NettyServerBuilder.forAddress(resolved(address));
        limits(builder, parts.limits(), parts.gcp());
        builder.executor(executor);
        builder.addStreamTracerFactory(ArrivingBytes.counting(parts.budget()));
        CallRoom room =
                new CallRoom(
                        new Calls(parts.service(), parts.tokens(), parts.meters(), parts.limits()),
                        parts.admission(),
                        executor,
                        timers,
                        parts.limits().bodyTimeout(),
                        parts.limits().requestTimeout());
        Services.all(room).forEach(builder::addService);
        builder.addService(health.getHealthService());
        watch = parts.tls() ? encrypted(builder, parts.files()) : null;
        server = builder.build();
    }

    /**
     * Listens from now on.
     *
     * @throws ConfigurationException if it cannot listen there, or the PEM files cannot be used
     */
    static GrpcServer open(HostPort address, GrpcListener.Parts parts) {
        GrpcServer opened = new GrpcServer(address, parts);
        try {
            opened.server.start();
            return opened;
        } catch (IOException e) {
            opened.close(Duration.ZERO);
            throw new ConfigurationException(
                    "cannot listen on " + address + " (" + GcpSettings.GRPC_ADDRESS + ")");
        }
    }

    private static InetSocketAddress resolved(HostPort address) {
        try {
            return address.resolve();
        } catch (UnknownHostException e) {
            throw new ConfigurationException(
                    GcpSettings.GRPC_ADDRESS + ": unknown host " + address.host());
        }
    }

    private void limits(NettyServerBuilder builder, LimitSettings limits, GcpSettings gcp) {
        Semaphore places = new Semaphore(gcp.grpcConnections());
        builder.bossEventLoopGroup(loops);
        builder.workerEventLoopGroup(loops);
        builder.channelFactory(() -> new CountedServerChannel(places));
        builder.maxInboundMessageSize(MESSAGE);
        builder.maxInboundMetadataSize((int) limits.headers().toBytes());
        builder.flowControlWindow(WINDOW);
        builder.maxConcurrentCallsPerConnection(CALLS);
        builder.maxRstFramesPerWindow(RESETS, RESETS_SECONDS);
        builder.handshakeTimeout(limits.headerTimeout().toMillis(), TimeUnit.MILLISECONDS);
        builder.maxConnectionIdle(limits.idleTimeout().toMillis(), TimeUnit.MILLISECONDS);
        builder.maxConnectionAge(AGE.toSeconds(), TimeUnit.SECONDS);
        builder.maxConnectionAgeGrace(limits.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        builder.keepAliveTime(PING.toSeconds(), TimeUnit.SECONDS);
        builder.keepAliveTimeout(limits.headerTimeout().toMillis(), TimeUnit.MILLISECONDS);
        builder.permitKeepAliveTime(LEAST_CLIENT_PING.toSeconds(), TimeUnit.SECONDS);
        builder.permitKeepAliveWithoutCalls(true);
    }

    private static TlsFiles.Watch encrypted(NettyServerBuilder builder, TlsFiles files) {
        AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
        TlsFiles.Watch watch =
                files.use(
                        "the gRPC listener",
                        () -> {
                            TlsFiles.Identity identity = files.identity();
                            keys.updateIdentityCredentials(
                                    identity.chain().toArray(X509Certificate[]::new),
                                    identity.key());
                        });
        builder.sslContext(context(keys));
        return watch;
    }

    private static SslContext context(AdvancedTlsX509KeyManager keys) {
        try {
            return GrpcSslContexts.configure(SslContextBuilder.forServer(keys), SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("the JDK's TLS cannot be used", e);
        }
    }

    @Override
    public void serving(boolean now) {
        health.setStatus(
                HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
                now ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }

    @Override
    public int port() {
        return server.getPort();
    }

    /** New connections and calls are refused at once; calls in flight get this long. */
    @Override
    public void close(Duration patience) {
        health.enterTerminalState();
        server.shutdown();
        try {
            if (!server.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        if (watch != null) {
            watch.end();
        }
        timers.shutdownNow();
        executor.shutdown();
        loops.shutdownGracefully(0, patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
