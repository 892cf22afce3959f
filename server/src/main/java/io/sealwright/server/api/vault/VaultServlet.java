package io.sealwright.server.api.vault;

import io.sealwright.policy.Operation;
import io.sealwright.server.http.DirectAnswer;
import io.sealwright.server.http.DirectEndpoint;
import io.sealwright.server.http.Exchanges;
import io.sealwright.server.http.HttpMeters;
import io.sealwright.server.http.Passed;
import io.sealwright.server.http.StreamingEndpoint;
import io.sealwright.server.http.WebSockets;
import io.sealwright.server.request.Pipeline;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code /v1/*}: to the pipeline, but for the few endpoints that answer without it. Thread-safe.
 */
@Component
public final class VaultServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Pipeline pipeline;
    private final transient VaultRequests requests;
    private final transient Exchanges exchanges;
    private final transient HttpMeters meters;
    private final transient WebSockets sockets;
    private final transient Map<String, DirectEndpoint> direct = new HashMap<>();
    private final transient Map<String, StreamingEndpoint> streaming = new HashMap<>();

    /**
     * @throws IllegalStateException if two endpoints claim one path
     */
    VaultServlet(
            Pipeline pipeline,
            VaultRequests requests,
            Exchanges exchanges,
            HttpMeters meters,
            WebSockets sockets,
            List<DirectEndpoint> direct,
            List<StreamingEndpoint> streaming) {
        this.pipeline = pipeline;
        this.requests = requests;
        this.exchanges = exchanges;
        this.meters = meters;
        this.sockets = sockets;
        direct.forEach(endpoint -> register(this.direct, endpoint.paths(), endpoint));
        streaming.forEach(endpoint -> register(this.streaming, endpoint.paths(), endpoint));
    }

    private static <T> void register(Map<String, T> endpoints, Set<String> paths, T endpoint) {
        for (String path : paths) {
            if (endpoints.put(path, endpoint) != null) {
                throw new IllegalStateException("two endpoints at " + path);
            }
        }
    }

    @Override
    protected void service(HttpServletRequest http, HttpServletResponse response)
            throws IOException {
        Passed passed = Passed.of(http);
        StreamingEndpoint upload = streaming.get(passed.path());
        DirectEndpoint endpoint = direct.get(passed.path());
        if (upload != null && (http.getMethod().equals("POST") || http.getMethod().equals("PUT"))) {
            exchanges.stream(
                    http, response, (in, out, body) -> answer(in, out, passed, body, null, upload));
        } else if (endpoint == null && waits(http)) {
            exchanges.park(
                    http, response, (in, out, body) -> answer(in, out, passed, body, null, null));
        } else {
            boolean reserved = endpoint != null && endpoint.reserved();
            exchanges.serve(
                    http,
                    response,
                    reserved,
                    (in, out, body) -> answer(in, out, passed, body, endpoint, null));
        }
    }

    /**
     * By its query: {@code after_version} and {@code wait}, whatever it asks for. What then does
     * not wait has taken a place of those that do, no more.
     */
    private static boolean waits(HttpServletRequest http) {
        String query = http.getQueryString();
        return query != null
                && http.getMethod().equals("GET")
                && query.contains("after_version=")
                && query.contains("wait=");
    }

    private void answer(
            HttpServletRequest http,
            HttpServletResponse response,
            Passed passed,
            byte[] body,
            @Nullable DirectEndpoint endpoint,
            @Nullable StreamingEndpoint upload)
            throws IOException {
        long start = System.nanoTime();
        VaultReply reply = new VaultReply(http, response, sockets);
        Operation operation = Operation.READ;
        try {
            Request request = requests.read(http, passed, body);
            operation = request.operation();
            if (upload != null) {
                reply.send(upload.handle(request, http.getInputStream()));
            } else if (endpoint != null) {
                reply.send(direct(endpoint, request));
            } else if (http.getMethod().equals("HEAD")) {
                reply.send(new Failure.UnsupportedOperation());
            } else {
                reply.send(request, pipeline.handle(request));
            }
        } catch (RequestFailure e) {
            reply.send(e.failure());
        } catch (RuntimeException | StackOverflowError e) {
            reply.bug(e);
        } finally {
            meters.answered(
                    HttpMeters.Api.VAULT,
                    operation,
                    response.getStatus(),
                    System.nanoTime() - start);
        }
    }

    private static DirectAnswer direct(DirectEndpoint endpoint, Request request) {
        if (!endpoint.operations().contains(request.operation())) {
            throw new RequestFailure(new Failure.UnsupportedOperation());
        }
        return endpoint.handle(request);
    }
}
