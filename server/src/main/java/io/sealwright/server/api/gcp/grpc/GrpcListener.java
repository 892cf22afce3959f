package io.sealwright.server.api.gcp.grpc;

import io.sealwright.server.api.gcp.GcpService;
import io.sealwright.server.config.GcpSettings;
import io.sealwright.server.config.HostPort;
import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.config.ListenerSettings;
import io.sealwright.server.http.Admission;
import io.sealwright.server.http.BodyBudget;
import io.sealwright.server.http.HttpMeters;
import io.sealwright.server.http.TlsFiles;
import io.sealwright.server.node.Duty;
import io.sealwright.server.request.LiveTokens;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Opens the gRPC listener where one is configured, and ends it in order. Knows nothing of gRPC's
 * classes, so that a node without such a listener loads none of them. Thread-safe.
 */
@Component
final class GrpcListener implements SmartLifecycle, Duty {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcListener.class);

    /** With the other listeners, after the node has taken its leave of the cluster. */
    private static final int PHASE = DEFAULT_PHASE - 1_024;

    private final @Nullable HostPort address;
    private final Parts parts;
    private boolean unsealed;
    private @Nullable Open open;

    /** What is there for each API. */
    record Parts(
            GcpService service,
            LiveTokens tokens,
            HttpMeters meters,
            Admission admission,
            BodyBudget budget,
            LimitSettings limits,
            GcpSettings gcp,
            TlsFiles files,
            boolean tls) {}

    /** A listener that listens. */
    interface Open {
        /** What its health service says. */
        void serving(boolean now);

        int port();

        /**
         * @param patience for calls in flight
         */
        void close(Duration patience);
    }

    GrpcListener(
            GcpService service,
            LiveTokens tokens,
            HttpMeters meters,
            Admission admission,
            BodyBudget budget,
            LimitSettings limits,
            ListenerSettings listener,
            TlsFiles files) {
        address = listener.gcp().grpcAddress();
        parts =
                new Parts(
                        service,
                        tokens,
                        meters,
                        admission,
                        budget,
                        limits,
                        listener.gcp(),
                        files,
                        listener.tls().enabled());
    }

    @Override
    public synchronized void start() {
        if (address != null && open == null) {
            Open opened = GrpcServer.open(address, parts);
            opened.serving(unsealed);
            open = opened;
            LOG.info("gRPC listens on {}", address);
        }
    }

    @Override
    public void stop() {
        Open closing = taken();
        if (closing != null) {
            closing.close(parts.limits().shutdownTimeout());
        }
    }

    /** Beside the other listeners' end, which waits for its requests, too. */
    @Override
    public void stop(Runnable ended) {
        Thread.ofVirtual()
                .name("grpc-stop")
                .start(() -> {
                    try {
                        stop();
                    } finally {
                        ended.run();
                    }
                });
    }

    private synchronized @Nullable Open taken() {
        Open closing = open;
        open = null;
        return closing;
    }

    /** 0 if there is none. */
    synchronized int port() {
        return open == null ? 0 : open.port();
    }

    @Override
    public synchronized boolean isRunning() {
        return open != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    @Override
    public synchronized void unsealed() {
        unsealed = true;
        tell();
    }

    @Override
    public synchronized void sealing() {
        unsealed = false;
        tell();
    }

    private void tell() {
        if (open != null) {
            open.serving(unsealed);
        }
    }
}
