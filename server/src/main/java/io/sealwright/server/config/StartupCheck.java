package io.sealwright.server.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Reads the whole configuration before anything is opened, so that what is wrong with it is one
 * line and has no consequences. Also gives nodes that keep nothing their temporary folder.
 * Registered in {@code META-INF/spring.factories}.
 */
final class StartupCheck
        implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {
    private static final Logger LOG = LoggerFactory.getLogger("io.sealwright");
    private static final String STORAGE_PATH = "sealwright.storage.path";
    private static final String CLUSTER_ADDRESS = "sealwright.cluster.address";

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        LOG.info(
                "Sealwright {}, Java {}, process {}",
                Version.PRODUCT,
                Runtime.version(),
                ProcessHandle.current().pid());
        new UnknownProperties().refuse(environment);
        Settings settings = Binder.get(environment).bindOrCreate(Settings.PREFIX, Settings.class);
        check(settings);
        Hardening.apply(settings.dev().enabled());
        if (settings.dev().enabled() || settings.storage().ephemeral()) {
            temporaryFolder(environment);
        }
        if (settings.dev().enabled() && !environment.containsProperty(CLUSTER_ADDRESS)) {
            // No other member ever speaks to a dev server: two of them must not fight for a port.
            put(environment, "dev cluster address", CLUSTER_ADDRESS, "127.0.0.1:" + anyFreePort());
        }
    }

    static void check(Settings settings) {
        Map<String, HostPort> addresses = settings.listener().addresses();
        addresses.forEach((property, address) -> listener(settings, property, address));
        storage(settings);
        if (!settings.dev().enabled() && settings.cluster().address().loopback()) {
            addresses = new LinkedHashMap<>(addresses);
            addresses.put(CLUSTER_ADDRESS, settings.cluster().address());
        }
        requireFree(addresses);
    }

    private static void listener(Settings settings, String property, HostPort address) {
        TlsSettings tls = settings.listener().tls();
        if (address.loopback()) {
            return;
        }
        if (settings.dev().enabled()) {
            throw new ConfigurationException(
                    "sealwright.dev.enabled: a dev server listens on loopback only, "
                            + property
                            + " is not");
        }
        if (!tls.enabled() && !tls.disabled()) {
            throw new ConfigurationException(
                    property
                            + " is not loopback: give"
                            + " sealwright.listener.tls.certificate and .private-key, or say sealwright.listener.tls.disabled=true");
        }
    }

    private static void storage(Settings settings) {
        String path = settings.storage().path();
        boolean temporary = settings.dev().enabled() || settings.storage().ephemeral();
        if (temporary && !path.isEmpty()) {
            throw new ConfigurationException(
                    STORAGE_PATH + ": a dev or ephemeral node keeps nothing; leave it out");
        }
        if (!temporary && path.isEmpty()) {
            throw new ConfigurationException(
                    STORAGE_PATH
                            + " is required (or sealwright.dev.enabled=true for a dev server)");
        }
        if (!path.isEmpty() && !Path.of(path).isAbsolute()) {
            throw new ConfigurationException(
                    STORAGE_PATH
                            + " must be absolute: the node must not depend on where it is started");
        }
    }

    /**
     * Found out here, before the store is opened: a second node on one port must not touch
     * anything. All are taken at once, so that two of them that are one are found out, too.
     */
    private static void requireFree(Map<String, HostPort> addresses) {
        List<ServerSocket> taken = new ArrayList<>();
        try {
            addresses.forEach((property, address) -> take(property, address, taken));
        } finally {
            taken.forEach(StartupCheck::close);
        }
    }

    private static void take(String property, HostPort address, List<ServerSocket> taken) {
        if (address.port() == 0) {
            return;
        }
        try {
            ServerSocket probe = new ServerSocket();
            taken.add(probe);
            probe.setReuseAddress(true);
            InetSocketAddress resolved = address.resolve();
            probe.bind(resolved);
        } catch (UnknownHostException e) {
            throw new ConfigurationException(property + ": unknown host " + address.host());
        } catch (IOException e) {
            throw new ConfigurationException(
                    "cannot listen on "
                            + address
                            + " ("
                            + property
                            + "): port "
                            + address.port()
                            + " is in use or not allowed");
        }
    }

    private static void close(ServerSocket probe) {
        try {
            probe.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a probe of a port cannot be closed", e);
        }
    }

    private static void temporaryFolder(ConfigurableEnvironment environment) {
        Path folder = TemporaryFolder.create();
        SpringApplication.getShutdownHandlers().add(() -> TemporaryFolder.remove(folder));
        put(environment, "temporary folder", STORAGE_PATH, folder.toString());
    }

    private static void put(
            ConfigurableEnvironment environment, String source, String name, String value) {
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(source, Map.of(name, value)));
    }

    private static int anyFreePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no port is free", e);
        }
    }
}
