package io.sealwright.server.http;

import io.sealwright.server.config.ConfigurationException;
import io.sealwright.server.config.HostPort;
import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.config.ListenerSettings;
import io.sealwright.server.config.StorageSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.apache.tomcat.websocket.server.WsContextListener;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Shutdown;

/** Tomcat within our limits. */
final class TomcatSetup {
    /**
     * Threads beyond those that work on requests: for health and its like, body chunks, handshakes,
     * uploads.
     */
    private static final int RESERVE = 32;

    private static final int SPARE = 8;
    private static final int BACKLOG = 1024;
    // Method, protocol and a query beside the path.
    private static final int REQUEST_LINE = 4 << 10;
    // Characters that URLs should escape but many clients send as they are; the normaliser takes
    // them literally.
    private static final String RELAXED = "\"<>[]^`{|}";

    private final ListenerSettings listener;
    private final LimitSettings limits;
    private final StorageSettings storage;
    private final TlsListener tls;
    private final List<ExtraListener> extras;

    TomcatSetup(
            ListenerSettings listener,
            LimitSettings limits,
            StorageSettings storage,
            TlsListener tls,
            List<ExtraListener> extras) {
        this.listener = listener;
        this.limits = limits;
        this.storage = storage;
        this.tls = tls;
        this.extras = List.copyOf(extras);
    }

    TomcatServletWebServerFactory factory() {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
        factory.setAddress(resolved("sealwright.listener.address", listener.address()));
        factory.setPort(listener.address().port());
        factory.setProtocol(LimitedProtocol.class.getName());
        factory.setShutdown(Shutdown.GRACEFUL);
        factory.setBackgroundProcessorDelay(-1);
        factory.addEngineValves(new Connections());
        factory.addConnectorCustomizers(this::connector);
        factory.addContextCustomizers(TomcatSetup::context);
        folders(factory);
        if (listener.tls().enabled()) {
            factory.addConnectorCustomizers(tls::customize);
        }
        for (ExtraListener extra : extras) {
            HostPort address = extra.address();
            if (address != null) {
                factory.addAdditionalConnectors(connector(extra, address));
            }
        }
        return factory;
    }

    private static InetAddress resolved(String property, HostPort address) {
        try {
            return address.resolve().getAddress();
        } catch (UnknownHostException e) {
            throw new ConfigurationException(property + ": unknown host " + address.host());
        }
    }

    /** What Spring's customizers do for the main one alone is done here, too. */
    private Connector connector(ExtraListener extra, HostPort address) {
        LimitedProtocol protocol = new LimitedProtocol();
        protocol.setAddress(resolved(extra.property(), address));
        protocol.listener(extra.name());
        Connector connector = new Connector(protocol);
        // Not before the store is there.
        connector.setProperty("bindOnInit", "false");
        connector.setPort(address.port());
        connector.setThrowOnFailure(true);
        connector(connector);
        if (listener.tls().enabled()) {
            tls.customize(connector);
        }
        return connector;
    }

    /**
     * Tomcat wants folders of its own; given none, it leaves new temporary ones behind at each
     * start.
     */
    private void folders(TomcatServletWebServerFactory factory) {
        Path base = Path.of(storage.path(), "http");
        try {
            factory.setBaseDirectory(Files.createDirectories(base).toFile());
            factory.getSettings()
                    .setDocumentRoot(Files.createDirectories(base.resolve("docs")).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("the storage folder cannot be written", e);
        }
    }

    private static void context(Context context) {
        context.setSwallowAbortedUploads(false);
        // No endpoint has a path of its own: see WebSockets.
        context.addApplicationListener(WsContextListener.class.getName());
        if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(JsonErrorValve.class.getName());
        }
    }

    private void connector(Connector connector) {
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setXpoweredBy(false);
        connector.setEnableLookups(false);
        if (connector.getProtocolHandler() instanceof LimitedProtocol protocol) {
            protocol(protocol);
        }
    }

    private void protocol(LimitedProtocol protocol) {
        protocol.setMaxThreads(limits.concurrentRequests() + RESERVE);
        protocol.setMinSpareThreads(SPARE);
        protocol.setMaxConnections(limits.connections());
        protocol.setAcceptCount(BACKLOG);
        protocol.setMaxKeepAliveRequests(-1);
        protocol.setUseKeepAliveResponseHeader(false);
        protocol.setMaxHttpRequestHeaderSize(
                (int) (limits.headers().toBytes() + limits.path().toBytes()) + REQUEST_LINE);
        protocol.setMaxHeaderCount(limits.headerFields());
        protocol.setConnectionTimeout((int) limits.headerTimeout().toMillis());
        protocol.setKeepAliveTimeout((int) limits.idleTimeout().toMillis());
        protocol.setDisableUploadTimeout(false);
        protocol.setConnectionUploadTimeout((int) limits.bodyTimeout().toMillis());
        protocol.setRelaxedPathChars(RELAXED);
        protocol.setRelaxedQueryChars(RELAXED + "\\");
    }
}
