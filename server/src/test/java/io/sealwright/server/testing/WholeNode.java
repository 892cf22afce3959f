package io.sealwright.server.testing;

import io.sealwright.policy.Operation;
import io.sealwright.server.SealwrightApplication;
import io.sealwright.server.auditing.Auditing;
import io.sealwright.server.config.StorageSettings;
import io.sealwright.server.request.Answer;
import io.sealwright.server.request.Pipeline;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.server.spi.Response;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.TransactionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The whole program as a dev server with one more engine, {@link ProbeEngine}, mounted at {@code
 * probe/}. One for all tests of a run: it takes seconds to start.
 */
public final class WholeNode {
    public static final String ROOT = "root-token-of-the-tests";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static @Nullable WholeNode shared;

    private final SecureRandom random = new SecureRandom();
    private final ProbeEngine probe = new ProbeEngine();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;

    private WholeNode() {
        SpringApplication application = new SpringApplication(SealwrightApplication.class);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setDefaultProperties(
                Map.of(
                        "sealwright.dev.enabled",
                        "true",
                        "sealwright.dev.root-token",
                        ROOT,
                        "sealwright.listener.address",
                        "127.0.0.1:0",
                        "sealwright.cluster.address",
                        "127.0.0.1:" + Ports.free()));
        application.addInitializers(starting -> {
            GenericApplicationContext beans = (GenericApplicationContext) starting;
            beans.registerBean(EngineType.class, () -> probe);
            beans.registerBean(LeasingEngine.class);
        });
        context = application.run();
        Runtime.getRuntime().addShutdownHook(new Thread(context::close));
        ok(post("sys/mounts/probe", "{\"type\":\"probe\"}"));
        ok(post("sys/mounts/leasing", "{\"type\":\"leasing\"}"));
    }

    public static synchronized WholeNode shared() {
        WholeNode node = shared;
        if (node == null) {
            node = new WholeNode();
            shared = node;
        }
        return node;
    }

    public ProbeEngine probe() {
        return probe;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public <T> List<T> beans(Class<T> type) {
        return context.getBeanProvider(type).orderedStream().toList();
    }

    // Requests straight into the pipeline.

    public Request request(Operation operation, String path, String body, String token) {
        return new Request(
                TransactionId.random(random),
                operation,
                "",
                path,
                new RequestBody((ObjectNode) JSON.readTree(body), new byte[0]),
                token,
                Duration.ZERO,
                new Remote("127.0.0.1", 1, false),
                Map.of(),
                Instant.now(),
                Deadline.in(Duration.ofSeconds(30)));
    }

    public Request wrapped(Request request, Duration ttl) {
        return new Request(
                request.id(),
                request.operation(),
                request.namespace(),
                request.path(),
                request.body(),
                request.token(),
                ttl,
                request.remote(),
                request.headers(),
                request.time(),
                request.deadline());
    }

    public Request inNamespace(Request request, String namespace) {
        return new Request(
                request.id(),
                request.operation(),
                namespace,
                request.path(),
                request.body(),
                request.token(),
                request.wrapTtl(),
                request.remote(),
                request.headers(),
                request.time(),
                request.deadline());
    }

    public Answer handle(Request request) {
        return context.getBean(Pipeline.class).handle(request);
    }

    public Answer post(String path, String body) {
        return handle(request(Operation.UPDATE, path, body, ROOT));
    }

    public Answer get(String path) {
        return handle(request(Operation.READ, path, "{}", ROOT));
    }

    public static Response ok(Answer answer) {
        return switch (answer) {
            case Answer.Success success -> success.response();
            case Answer.Failed failed -> throw new AssertionError("failed: " + failed.failure());
        };
    }

    public static Failure failure(Answer answer) {
        return switch (answer) {
            case Answer.Success success ->
                    throw new AssertionError("succeeded with " + success.response().status());
            case Answer.Failed failed -> failed.failure();
        };
    }

    /** Writes a policy and makes a token that has it alone. */
    public String token(String policyName, String policy, String more) {
        ObjectNode body = JSON.createObjectNode().put("policy", policy);
        ok(post("sys/policies/acl/" + policyName, body.toString()));
        Response made =
                ok(
                        post(
                                "auth/token/create",
                                "{\"no_default_policy\":true,\"policies\":[\""
                                        + policyName
                                        + "\"]"
                                        + more
                                        + "}"));
        if (made.auth() == null) {
            throw new AssertionError("no token");
        }
        return made.auth().clientToken();
    }

    // The audit log.

    public Path auditFile() {
        return Path.of(bean(StorageSettings.class).path()).resolve("audit/audit.log");
    }

    public Auditing auditing() {
        return bean(Auditing.class);
    }

    /** The lines of one request, in order. */
    public List<JsonNode> lines(Request request) {
        String id = request.id().toString();
        try (var lines = Files.lines(auditFile())) {
            return lines.filter(line -> line.contains(id)).map(JSON::readTree).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a client reads it. */
    public static JsonNode rendered(JsonNode data) {
        return JSON.readTree(JSON.writeValueAsBytes(data));
    }

    // The wire.

    /** Where it listens, on loopback. */
    public int port() {
        return Objects.requireNonNull(((ServletWebServerApplicationContext) context).getWebServer())
                .getPort();
    }

    public HttpResponse<String> http(
            String method, String path, @Nullable String body, String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/v1/" + path))
                        .timeout(Duration.ofSeconds(60));
        request.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("X-Vault-Token", token);
        }
        if (method.equals("PATCH")) {
            request.header("Content-Type", "application/merge-patch+json");
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
