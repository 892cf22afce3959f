package io.sealwright.server.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealwright.server.request.Answer;
import io.sealwright.server.request.LiveSignatures;
import io.sealwright.server.request.LiveTokens;
import io.sealwright.server.request.Pipeline;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The real HTTP side on loopback, in front of a pipeline of the test's. */
public final class TestServer implements AutoCloseable {
    /** Only the HTTP side and the Vault API: no store, no engine. */
    // Without @Configuration: the program's own scan must not find it.
    @ComponentScan(
            basePackages = {"io.sealwright.server.http", "io.sealwright.server.api"},
            excludeFilters =
                    @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*TestServer.*"))
    @ComponentScan(
            basePackages = "io.sealwright.server",
            useDefaultFilters = false,
            includeFilters =
                    @ComponentScan.Filter(
                            type = FilterType.REGEX,
                            pattern = ".*\\.SettingsConfiguration"))
    static class Beans {
        @Bean
        InstantSource clock() {
            return InstantSource.system();
        }

        @Bean
        SecureRandom random() {
            return new SecureRandom();
        }

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }
    }

    private final ConfigurableApplicationContext context;
    private final Path folder;
    private final List<Request> seen;

    /** What the pipeline got, in order. */
    public List<Request> seen() {
        synchronized (seen) {
            return List.copyOf(seen);
        }
    }

    private TestServer(ConfigurableApplicationContext context, Path folder, List<Request> seen) {
        this.context = context;
        this.folder = folder;
        this.seen = seen;
    }

    /** A server whose pipeline answers every request with its path and body. */
    public static TestServer echoing(Map<String, String> properties) {
        return start(properties, TestServer::echo, List.of(), List.of());
    }

    static Answer echo(Request request) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("operation", request.operation().name());
        data.put("path", request.path());
        data.set("body", request.body().object());
        return new Answer.Success(Response.of(data), "kv", 7);
    }

    /** Starts on a free port. */
    public static TestServer start(
            Map<String, String> properties,
            Function<Request, Answer> handler,
            List<DirectEndpoint> direct,
            List<StreamingEndpoint> streaming) {
        List<Request> seen = new ArrayList<>();
        Pipeline pipeline =
                request -> {
                    synchronized (seen) {
                        if (seen.size() < 10_000) {
                            seen.add(request);
                        }
                    }
                    return handler.apply(request);
                };
        try {
            Path folder = Files.createTempDirectory("http-test-");
            Map<String, Object> all = new HashMap<>(properties);
            all.put("sealwright.listener.address", "127.0.0.1:0");
            all.put("sealwright.cluster.address", "127.0.0.1:0");
            all.put("sealwright.storage.path", folder.toString());
            SpringApplication application = new SpringApplication(Beans.class);
            application.setWebApplicationType(WebApplicationType.SERVLET);
            application.setBannerMode(Banner.Mode.OFF);
            application.setLogStartupInfo(false);
            application.setDefaultProperties(all);
            application.addInitializers(context ->
                    register((GenericApplicationContext) context, pipeline, direct, streaming));
            return new TestServer(application.run(), folder, seen);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void register(
            GenericApplicationContext context,
            Pipeline pipeline,
            List<DirectEndpoint> direct,
            List<StreamingEndpoint> streaming) {
        context.registerBean(Pipeline.class, () -> pipeline);
        context.registerBean(LiveTokens.class, () -> (_, _, _) -> true);
        context.registerBean(LiveSignatures.class, () -> (_, _, _, _) -> true);
        AtomicInteger number = new AtomicInteger();
        direct.forEach(endpoint ->
                context.registerBean(
                        "direct" + number.incrementAndGet(), DirectEndpoint.class, () -> endpoint));
        streaming.forEach(endpoint ->
                context.registerBean(
                        "streaming" + number.incrementAndGet(),
                        StreamingEndpoint.class,
                        () -> endpoint));
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    private WebServer webServer() {
        return Objects.requireNonNull(
                ((ServletWebServerApplicationContext) context).getWebServer());
    }

    public int port() {
        return webServer().getPort();
    }

    /** Of an extra listener. */
    int port(String listener) {
        Connector[] all = ((TomcatWebServer) webServer()).getTomcat().getService().findConnectors();
        return Arrays.stream(all)
                .filter(connector ->
                        connector.getProtocolHandler() instanceof LimitedProtocol protocol
                                && protocol.listener().equals(listener))
                .mapToInt(Connector::getLocalPort)
                .findFirst()
                .orElseThrow();
    }

    /** Requests that Tomcat believes are under way without a thread. */
    public long working() {
        TomcatWebServer server = (TomcatWebServer) webServer();
        StandardContext app = (StandardContext) server.getTomcat().getHost().findChildren()[0];
        return app.getInProgressAsyncCount();
    }

    @Override
    public void close() {
        context.close();
        FileSystemUtils.deleteRecursively(folder.toFile());
    }
}
