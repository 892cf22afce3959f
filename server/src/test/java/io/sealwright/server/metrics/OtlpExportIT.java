package io.sealwright.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sealwright.server.config.ConfigurationException;
import io.sealwright.server.config.OtlpSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Metrics as a receiver of OTLP gets them. */
class OtlpExportIT {
    private record Received(String path, String type, String authorization, String body) {}

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/", this::take);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        received.add(
                new Received(
                        exchange.getRequestURI().getPath(),
                        exchange.getRequestHeaders().getFirst("Content-Type"),
                        exchange.getRequestHeaders().getFirst("Authorization"),
                        // Names and texts stand in protobuf as they are.
                        new String(body, StandardCharsets.ISO_8859_1)));
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private OtlpSettings settings() {
        return new OtlpSettings(
                "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/metrics",
                Duration.ofSeconds(1),
                List.of("Authorization: Bearer abc"),
                "vault-of-tests");
    }

    @Test
    void whatIsRegisteredArrivesAndPrometheusHasItToo() throws InterruptedException {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        MeterRegistry both =
                MetricsConfiguration.both(prometheus, new OtlpExport(settings(), "node-7"));
        Counter.builder("sealwright.refusals").tag("reason", "policy").register(both).increment(3);

        Received first = received.poll(60, TimeUnit.SECONDS);
        both.close();

        assertThat(first).isNotNull();
        assertThat(first.path()).isEqualTo("/v1/metrics");
        assertThat(first.type()).isEqualTo("application/x-protobuf");
        assertThat(first.authorization()).isEqualTo("Bearer abc");
        assertThat(first.body())
                .contains("sealwright.refusals", "reason", "policy")
                .contains("service.name", "vault-of-tests", "service.instance.id", "node-7");
        assertThat(prometheus.scrape())
                .contains("sealwright_refusals_total{reason=\"policy\"} 3.0");
    }

    @Test
    void headersAreNotShown() {
        assertThat(settings().toString()).doesNotContain("abc");
        assertThat(new OtlpExport(settings(), "n").toString()).doesNotContain("abc");
    }

    @Test
    void wrongSettingsNameTheirProperty() {
        Duration minute = Duration.ofMinutes(1);
        refused("sealwright.metrics.otlp.url", "collector:4318", minute, List.of(), "s");
        refused("sealwright.metrics.otlp.url", "ftp://collector", minute, List.of(), "s");
        refused("sealwright.metrics.otlp.interval", "", Duration.ofMillis(5), List.of(), "s");
        refused("sealwright.metrics.otlp.headers", "http://c", minute, List.of("nonsense"), "s");
        refused("sealwright.metrics.otlp.headers", "", minute, List.of("a: b"), "s");
        refused("sealwright.metrics.otlp.service-name", "", minute, List.of(), " ");
    }

    private static void refused(
            String property, String url, Duration interval, List<String> headers, String service) {
        assertThatThrownBy(() -> new OtlpSettings(url, interval, headers, service))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(property);
    }
}
